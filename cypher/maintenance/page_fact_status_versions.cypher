// purpose: FactStatusVersion nodes after a key, in the order of keys, as columns
// mode:    read
// params:  after, most
// returns: version_id, status_id, fact_kind, fact_id, item_id, effective_on, ends_on, status, ground, source_organ, document_no, replaced_by, author, approver, known_on, basis, batch_seq, properties, bookkeeping, labels, batch_seq_again
// source:  docs/adr/0018-one-semantics-through-a-scratch-version.md
MATCH (n:FactStatusVersion)
WHERE n.version_id > $after
WITH n ORDER BY n.version_id LIMIT $most
WITH n, properties(n) AS p
WITH collect(n) AS nodes, collect(p) AS rows
RETURN
  [x IN rows | x.version_id] AS version_id,
  [x IN rows | x.status_id] AS status_id,
  [x IN rows | x.fact_kind] AS fact_kind,
  [x IN rows | x.fact_id] AS fact_id,
  [x IN rows | x.item_id] AS item_id,
  [x IN rows | x.effective_on] AS effective_on,
  [x IN rows | x.ends_on] AS ends_on,
  [x IN rows | x.status] AS status,
  [x IN rows | x.ground] AS ground,
  [x IN rows | x.source_organ] AS source_organ,
  [x IN rows | x.document_no] AS document_no,
  [x IN rows | x.replaced_by] AS replaced_by,
  [x IN rows | x.author] AS author,
  [x IN rows | x.approver] AS approver,
  [x IN rows | x.known_on] AS known_on,
  [x IN rows | x.basis] AS basis,
  [x IN rows | x.batch_seq] AS batch_seq,
  [x IN rows | size(keys(x))] AS properties,
  [x IN rows | 0] AS bookkeeping,
  [x IN nodes | size(labels(x))] AS labels,
  [x IN nodes | x.batch_seq] AS batch_seq_again
