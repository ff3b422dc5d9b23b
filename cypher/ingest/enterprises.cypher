// purpose: current content of facts of enterprises, and their other versions
// mode:    write
// params:  token, rows
// returns: written
// source:  docs/adr/0017-data-model-in-neo4j.md
MATCH (s:Store {name: 'guanlian'})
SET s.touched_by = $token
WITH s WHERE s.token = $token
UNWIND $rows AS row
MATCH (n:Entity {id: row.id})
SET n += row.current
FOREACH (version IN row.versions |
  MERGE (v:EnterpriseVersion {version_id: version.version_id})
  SET v += version
)
RETURN count(*) AS written
