// purpose: records, described or not, in a range of slots, as columns
// mode:    read
// params:  low, high
// returns: id, slot, first_known_on, first_known_seq, first_known_before, decision_id, kind, cause, measure, outcome, severity, amount_cents, document_no, authority, conduct_from, conduct_to, decided_on, published_on, publication_until, ended_on, known_on, basis, batch_seq, properties, bookkeeping, labels, batch_seq_again
// source:  docs/adr/0018-one-semantics-through-a-scratch-version.md
MATCH (n:Record)
WHERE n.slot >= $low AND n.slot < $high
WITH n, properties(n) AS p
WITH collect(n) AS nodes, collect(p) AS rows
RETURN
  [x IN rows | x.id] AS id,
  [x IN rows | x.slot] AS slot,
  [x IN rows | x.first_known_on] AS first_known_on,
  [x IN rows | x.first_known_seq] AS first_known_seq,
  [x IN rows | x.first_known_before] AS first_known_before,
  [x IN rows | x.decision_id] AS decision_id,
  [x IN rows | x.kind] AS kind,
  [x IN rows | x.cause] AS cause,
  [x IN rows | x.measure] AS measure,
  [x IN rows | x.outcome] AS outcome,
  [x IN rows | x.severity] AS severity,
  [x IN rows | x.amount_cents] AS amount_cents,
  [x IN rows | x.document_no] AS document_no,
  [x IN rows | x.authority] AS authority,
  [x IN rows | x.conduct_from] AS conduct_from,
  [x IN rows | x.conduct_to] AS conduct_to,
  [x IN rows | x.decided_on] AS decided_on,
  [x IN rows | x.published_on] AS published_on,
  [x IN rows | x.publication_until] AS publication_until,
  [x IN rows | x.ended_on] AS ended_on,
  [x IN rows | x.known_on] AS known_on,
  [x IN rows | x.basis] AS basis,
  [x IN rows | x.batch_seq] AS batch_seq,
  [x IN rows | size(keys(x))] AS properties,
  [x IN rows | size([v IN [x.slot, x.first_known_on, x.first_known_seq, x.first_known_before] WHERE v IS NOT NULL])] AS bookkeeping,
  [x IN nodes | size(labels(x))] AS labels,
  [x IN nodes | x.batch_seq] AS batch_seq_again
