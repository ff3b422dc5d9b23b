// purpose: published ties in force on a day and not ended by then, counted by kind and the batch they came with
// mode:    read
// params:  batches, day
// returns: kind, sequence, ties
// source:  docs/adr/0028-quality-guard-undo.md
MATCH (:Entity)-[t:LEGAL_REPRESENTATIVE_OF|HOLDS|OFFICER_OF|BRANCH_OF|GUARANTEES|LENDS_TO|LEASES_TO|TRADES_WITH|REGISTERED_AT|REACHED_AT|FILED_BY|POSSIBLY_SAME]->(:Entity)
WHERE t.batch_seq <= $batches AND t.known_on <= $day AND t.superseded_on > $day
  AND (t.valid_to IS NULL OR t.valid_to > $day)
WITH type(t) AS kind, t.batch_seq AS sequence, count(*) AS ties
RETURN collect(kind) AS kind, collect(sequence) AS sequence, collect(ties) AS ties
