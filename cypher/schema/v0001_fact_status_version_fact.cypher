// purpose: older versions of one fact of fact_statuses
// mode:    schema
// params:  -
// returns: -
// source:  docs/adr/0017-data-model-in-neo4j.md
CREATE INDEX fact_status_version_fact IF NOT EXISTS FOR (n:FactStatusVersion) ON (n.status_id)
