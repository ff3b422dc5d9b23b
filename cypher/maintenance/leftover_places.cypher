// purpose: those of the given places whose current content an unpublished batch brought, as columns
// mode:    read
// params:  ids, batches
// returns: id
// source:  docs/adr/0017-data-model-in-neo4j.md
UNWIND $ids AS id
MATCH (n:Entity {id: id})
WHERE n.batch_seq > $batches
WITH collect(n) AS rows
RETURN [x IN rows | x.id] AS id
