// purpose: PersonVersion nodes of the given facts, as columns
// mode:    read
// params:  ids
// returns: version_id, fact_id, id_kind, match_confidence, known_on, basis, batch_seq, properties, bookkeeping, labels, batch_seq_again
// source:  docs/adr/0018-one-semantics-through-a-scratch-version.md
UNWIND $ids AS id
MATCH (n:PersonVersion {fact_id: id})
WITH n, properties(n) AS p
WITH collect(n) AS nodes, collect(p) AS rows
RETURN
  [x IN rows | x.version_id] AS version_id,
  [x IN rows | x.fact_id] AS fact_id,
  [x IN rows | x.id_kind] AS id_kind,
  [x IN rows | x.match_confidence] AS match_confidence,
  [x IN rows | x.known_on] AS known_on,
  [x IN rows | x.basis] AS basis,
  [x IN rows | x.batch_seq] AS batch_seq,
  [x IN rows | size(keys(x))] AS properties,
  [x IN rows | 0] AS bookkeeping,
  [x IN nodes | size(labels(x))] AS labels,
  [x IN nodes | x.batch_seq] AS batch_seq_again
