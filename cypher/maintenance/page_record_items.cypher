// purpose: RecordItem nodes after a key, in the order of keys, as columns
// mode:    read
// params:  after, most
// returns: id, record_id, item_kind, amount_cents, severity, known_on, basis, batch_seq, properties, bookkeeping, labels, batch_seq_again
// source:  docs/adr/0018-one-semantics-through-a-scratch-version.md
MATCH (n:RecordItem)
WHERE n.id > $after
WITH n ORDER BY n.id LIMIT $most
WITH n, properties(n) AS p
WITH collect(n) AS nodes, collect(p) AS rows
RETURN
  [x IN rows | x.id] AS id,
  [x IN rows | x.record_id] AS record_id,
  [x IN rows | x.item_kind] AS item_kind,
  [x IN rows | x.amount_cents] AS amount_cents,
  [x IN rows | x.severity] AS severity,
  [x IN rows | x.known_on] AS known_on,
  [x IN rows | x.basis] AS basis,
  [x IN rows | x.batch_seq] AS batch_seq,
  [x IN rows | size(keys(x))] AS properties,
  [x IN rows | 0] AS bookkeeping,
  [x IN nodes | size(labels(x))] AS labels,
  [x IN nodes | x.batch_seq] AS batch_seq_again
