// purpose: greatest slot of an entity and of a record, -1 where there is none
// mode:    read
// params:  -
// returns: entity, record
// source:  docs/adr/0021-bulk-import.md
OPTIONAL MATCH (e:Entity)
WHERE e.slot >= 0
WITH e.slot AS entity
ORDER BY entity DESC
LIMIT 1
OPTIONAL MATCH (r:Record)
WHERE r.slot >= 0
WITH entity, r.slot AS record
ORDER BY record DESC
LIMIT 1
RETURN coalesce(entity, -1) AS entity, coalesce(record, -1) AS record
