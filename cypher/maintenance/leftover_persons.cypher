// purpose: persons whose current content an unpublished batch brought, as columns
// mode:    read
// params:  batches
// returns: id
// source:  docs/adr/0017-data-model-in-neo4j.md
MATCH (n:Person)
WHERE n.batch_seq > $batches
WITH collect(n) AS rows
RETURN [x IN rows | x.id] AS id
