// purpose: nodes that the load which has begun changed, as columns
// mode:    read
// params:  -
// returns: table, slots, ids
// source:  docs/adr/0044-undo-in-neo4j.md
MATCH (t:Touched)
WHERE t.part >= 0
WITH t ORDER BY t.part
WITH collect(t) AS rows
RETURN
  [x IN rows | x.table] AS table,
  [x IN rows | x.slots] AS slots,
  [x IN rows | x.ids] AS ids
