// purpose: ties of nodes as of a day: other ends by kind, as columns
// mode:    read
// params:  asked, known_by, batches, day, ended, void
// returns: slot, kind, others
// source:  docs/adr/0020-reads-in-neo4j.md
UNWIND $asked.slots AS one
MATCH (n:Entity {slot: one})-[t:LEGAL_REPRESENTATIVE_OF|HOLDS|OFFICER_OF|BRANCH_OF|GUARANTEES|LENDS_TO|LEASES_TO|TRADES_WITH|REGISTERED_AT|REACHED_AT|FILED_BY|POSSIBLY_SAME]-(m)
WHERE t.known_on <= $known_by AND t.batch_seq <= $batches
  AND (t.superseded_on > $known_by
    OR (t.superseded_seq > $batches AND coalesce(t.superseded_before, 99991231) > $known_by))
  AND (t.valid_from IS NULL OR t.valid_from <= $day)
  AND ($ended OR t.valid_to IS NULL OR t.valid_to > $day)
  AND NOT t.tie_id IN $void
WITH one, type(t) AS word, collect(coalesce(m.slot, -1)) AS ends
RETURN collect(one) AS slot, collect(word) AS kind, collect(ends) AS others
