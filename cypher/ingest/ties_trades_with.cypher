// purpose: versions of TRADES_WITH ties, and what supersedes them
// mode:    write
// params:  token, rows
// returns: written
// source:  docs/adr/0017-data-model-in-neo4j.md
MATCH (s:Store {name: 'guanlian'})
SET s.touched_by = $token
WITH s WHERE s.token = $token
UNWIND $rows AS row
MATCH (a:Entity {slot: row.source})
WITH row, a
MATCH (b:Entity {slot: row.target})
MERGE (a)-[t:TRADES_WITH {version_id: row.version_id}]->(b)
SET t += row.properties
RETURN count(*) AS written
