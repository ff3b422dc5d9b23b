// purpose: first day on which rows of each later batch are known, by table, in load order, as columns
// mode:    read
// params:  batches
// returns: batch, tables, days
// source:  docs/adr/0044-undo-in-neo4j.md
MATCH (b:Batch)
WHERE b.sequence > $batches
WITH b ORDER BY b.sequence
WITH collect(b) AS rows
RETURN
  [x IN rows | x.batch] AS batch,
  [x IN rows | x.tables] AS tables,
  [x IN rows | x.first_days] AS days
