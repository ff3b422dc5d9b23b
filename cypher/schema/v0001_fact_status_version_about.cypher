// purpose: older status versions of one fact
// mode:    schema
// params:  -
// returns: -
// source:  docs/adr/0017-data-model-in-neo4j.md
CREATE INDEX fact_status_version_about IF NOT EXISTS FOR (n:FactStatusVersion) ON (n.fact_id)
