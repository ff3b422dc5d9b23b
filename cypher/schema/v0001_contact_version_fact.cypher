// purpose: older versions of one fact of contacts
// mode:    schema
// params:  -
// returns: -
// source:  docs/adr/0017-data-model-in-neo4j.md
CREATE INDEX contact_version_fact IF NOT EXISTS FOR (n:ContactVersion) ON (n.fact_id)
