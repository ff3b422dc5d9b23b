// purpose: party versions by a range of slots of their records, as columns
// mode:    read
// params:  low, high
// returns: record_id, party_id, party_key, role, known_on, basis, batch_seq, properties, bookkeeping
// source:  docs/adr/0018-one-semantics-through-a-scratch-version.md
MATCH (a:Record)
WHERE a.slot >= $low AND a.slot < $high
MATCH (a)-[t:NAMES]->(b:Entity)
WITH coalesce(a.slot, -1) AS source, coalesce(b.slot, -1) AS target, properties(t) AS p
WITH collect(source) AS sources, collect(target) AS targets, collect(p) AS rows
RETURN
  sources AS record_id,
  targets AS party_id,
  [x IN rows | x.party_key] AS party_key,
  [x IN rows | x.role] AS role,
  [x IN rows | x.known_on] AS known_on,
  [x IN rows | x.basis] AS basis,
  [x IN rows | x.batch_seq] AS batch_seq,
  [x IN rows | size(keys(x))] AS properties,
  [x IN rows | size([v IN [x.version_id, x.superseded_on, x.superseded_seq, x.superseded_before, x.superseded_before_seq] WHERE v IS NOT NULL])] AS bookkeeping
