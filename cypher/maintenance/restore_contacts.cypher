// purpose: give facts of contacts back the content of their last published version
// mode:    write
// params:  token, rows
// returns: restored
// source:  docs/adr/0017-data-model-in-neo4j.md
MATCH (s:Store {name: 'guanlian'})
SET s.touched_by = $token
WITH s WHERE s.token = $token
SET s.given_back = coalesce(s.given_back, 0) + 1
WITH s
UNWIND $rows AS row
MATCH (n:Entity {id: row.id})
SET n += row.current
WITH n, row
OPTIONAL MATCH (v:ContactVersion {version_id: row.version_id})
DELETE v
RETURN count(*) AS restored
