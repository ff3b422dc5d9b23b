// purpose: give facts of coverage back the content of their last published version
// mode:    write
// params:  rows
// returns: restored
// source:  docs/adr/0017-data-model-in-neo4j.md
UNWIND $rows AS row
MATCH (n:Coverage {id: row.id})
SET n += row.current
WITH n, row
OPTIONAL MATCH (v:CoverageVersion {version_id: row.version_id})
DELETE v
RETURN count(*) AS restored
