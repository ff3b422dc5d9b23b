// purpose: Identifier nodes of the given facts, as columns
// mode:    read
// params:  ids
// returns: id, entity_id, scheme, value, node, valid_from, valid_to, known_on, basis, batch_seq, properties, bookkeeping, labels, batch_seq_again
// source:  docs/adr/0018-one-semantics-through-a-scratch-version.md
UNWIND $ids AS id
MATCH (n:Identifier {id: id})
WITH n, properties(n) AS p
WITH collect(n) AS nodes, collect(p) AS rows
RETURN
  [x IN rows | x.id] AS id,
  [x IN rows | x.entity_id] AS entity_id,
  [x IN rows | x.scheme] AS scheme,
  [x IN rows | x.value] AS value,
  [x IN rows | x.node] AS node,
  [x IN rows | x.valid_from] AS valid_from,
  [x IN rows | x.valid_to] AS valid_to,
  [x IN rows | x.known_on] AS known_on,
  [x IN rows | x.basis] AS basis,
  [x IN rows | x.batch_seq] AS batch_seq,
  [x IN rows | size(keys(x))] AS properties,
  [x IN rows | 0] AS bookkeeping,
  [x IN nodes | size(labels(x))] AS labels,
  [x IN nodes | x.batch_seq] AS batch_seq_again
