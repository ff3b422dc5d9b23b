// purpose: statuses of one fact
// mode:    schema
// params:  -
// returns: -
// source:  docs/adr/0017-data-model-in-neo4j.md
CREATE INDEX fact_status_fact IF NOT EXISTS FOR (n:FactStatus) ON (n.fact_id)
