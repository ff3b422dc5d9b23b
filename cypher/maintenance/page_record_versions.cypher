// purpose: RecordVersion nodes after a key, in the order of keys, as columns
// mode:    read
// params:  after, most
// returns: version_id, fact_id, decision_id, kind, cause, measure, outcome, severity, amount_cents, document_no, authority, conduct_from, conduct_to, decided_on, published_on, publication_until, ended_on, known_on, basis, batch_seq, properties, bookkeeping, labels, batch_seq_again
// source:  docs/adr/0018-one-semantics-through-a-scratch-version.md
MATCH (n:RecordVersion)
WHERE n.version_id > $after
WITH n ORDER BY n.version_id LIMIT $most
WITH n, properties(n) AS p
WITH collect(n) AS nodes, collect(p) AS rows
RETURN
  [x IN rows | x.version_id] AS version_id,
  [x IN rows | x.fact_id] AS fact_id,
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
  [x IN rows | 0] AS bookkeeping,
  [x IN nodes | size(labels(x))] AS labels,
  [x IN nodes | x.batch_seq] AS batch_seq_again
