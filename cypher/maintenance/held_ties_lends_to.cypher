// purpose: versions of the given LENDS_TO ties, as columns
// mode:    read
// params:  ids
// returns: source_id, target_id, tie_id, role, share, amount_cents, valid_from, valid_to, confidence, known_on, basis, batch_seq, properties, bookkeeping
// source:  docs/adr/0018-one-semantics-through-a-scratch-version.md
UNWIND $ids AS id
MATCH (a:Entity)-[t:LENDS_TO]->(b:Entity)
WHERE t.version_id STARTS WITH id + '|' AND t.tie_id = id
WITH coalesce(a.slot, -1) AS source, coalesce(b.slot, -1) AS target, properties(t) AS p
WITH collect(source) AS sources, collect(target) AS targets, collect(p) AS rows
RETURN
  sources AS source_id,
  targets AS target_id,
  [x IN rows | x.tie_id] AS tie_id,
  [x IN rows | x.role] AS role,
  [x IN rows | x.share] AS share,
  [x IN rows | x.amount_cents] AS amount_cents,
  [x IN rows | x.valid_from] AS valid_from,
  [x IN rows | x.valid_to] AS valid_to,
  [x IN rows | x.confidence] AS confidence,
  [x IN rows | x.known_on] AS known_on,
  [x IN rows | x.basis] AS basis,
  [x IN rows | x.batch_seq] AS batch_seq,
  [x IN rows | size(keys(x))] AS properties,
  [x IN rows | size([v IN [x.version_id, x.superseded_on, x.superseded_seq, x.superseded_before, x.superseded_before_seq] WHERE v IS NOT NULL])] AS bookkeeping
