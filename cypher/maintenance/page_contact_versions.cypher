// purpose: ContactVersion nodes after a key, in the order of keys, as columns
// mode:    read
// params:  after, most
// returns: version_id, fact_id, contact_kind, display, known_on, basis, batch_seq, properties, bookkeeping, labels, batch_seq_again
// source:  docs/adr/0018-one-semantics-through-a-scratch-version.md
MATCH (n:ContactVersion)
WHERE n.version_id > $after
WITH n ORDER BY n.version_id LIMIT $most
WITH n, properties(n) AS p
WITH collect(n) AS nodes, collect(p) AS rows
RETURN
  [x IN rows | x.version_id] AS version_id,
  [x IN rows | x.fact_id] AS fact_id,
  [x IN rows | x.contact_kind] AS contact_kind,
  [x IN rows | x.display] AS display,
  [x IN rows | x.known_on] AS known_on,
  [x IN rows | x.basis] AS basis,
  [x IN rows | x.batch_seq] AS batch_seq,
  [x IN rows | size(keys(x))] AS properties,
  [x IN rows | 0] AS bookkeeping,
  [x IN nodes | size(labels(x))] AS labels,
  [x IN nodes | x.batch_seq] AS batch_seq_again
