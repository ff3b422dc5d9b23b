// purpose: records that a batch names first, as stubs with their slots
// mode:    write
// params:  token, rows
// returns: written
// source:  docs/adr/0017-data-model-in-neo4j.md
MATCH (s:Store {name: 'guanlian'})
SET s.touched_by = $token
WITH s WHERE s.token = $token
UNWIND $rows AS row
MERGE (n:Record {id: row.id})
SET n += row.properties
RETURN count(*) AS written
