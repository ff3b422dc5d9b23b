// purpose: entities that a batch names first, as stubs with their slots
// mode:    write
// params:  token, rows
// returns: written
// source:  docs/adr/0017-data-model-in-neo4j.md
MATCH (s:Store {name: 'guanlian'})
SET s.touched_by = $token
WITH s WHERE s.token = $token
UNWIND $rows AS row
MERGE (n:Entity {id: row.id})
SET n += row.properties
FOREACH (one IN CASE row.kind WHEN 'enterprise' THEN [1] ELSE [] END | SET n:Enterprise)
FOREACH (one IN CASE row.kind WHEN 'person' THEN [1] ELSE [] END | SET n:Person)
FOREACH (one IN CASE row.kind WHEN 'place' THEN [1] ELSE [] END | SET n:Place)
FOREACH (one IN CASE row.kind WHEN 'contact' THEN [1] ELSE [] END | SET n:Contact)
RETURN count(*) AS written
