// purpose: older versions of one fact of records
// mode:    schema
// params:  -
// returns: -
// source:  docs/adr/0017-data-model-in-neo4j.md
CREATE INDEX record_version_fact IF NOT EXISTS FOR (n:RecordVersion) ON (n.fact_id)
