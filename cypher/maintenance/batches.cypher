// purpose: batches in load order
// mode:    read
// params:  -
// returns: sequence, batch, day, source
// source:  docs/adr/0017-data-model-in-neo4j.md
MATCH (b:Batch)
WHERE b.sequence >= 1
WITH b ORDER BY b.sequence
WITH collect(b) AS rows
RETURN
  [x IN rows | x.sequence] AS sequence,
  [x IN rows | x.batch] AS batch,
  [x IN rows | x.day] AS day,
  [x IN rows | x.source] AS source
