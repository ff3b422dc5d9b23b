// purpose: give facts of record_items back the content of their last published version
// mode:    write
// params:  rows
// returns: restored
// source:  docs/adr/0017-data-model-in-neo4j.md
UNWIND $rows AS row
MATCH (n:RecordItem {id: row.id})
SET n += row.current
WITH n, row
OPTIONAL MATCH (v:RecordItemVersion {version_id: row.version_id})
DELETE v
RETURN count(*) AS restored
