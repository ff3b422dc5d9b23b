// purpose: older versions of one fact of enterprises
// mode:    schema
// params:  -
// returns: -
// source:  docs/adr/0017-data-model-in-neo4j.md
CREATE INDEX enterprise_version_fact IF NOT EXISTS FOR (n:EnterpriseVersion) ON (n.fact_id)
