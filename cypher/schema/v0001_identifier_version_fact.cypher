// purpose: older versions of one fact of identifiers
// mode:    schema
// params:  -
// returns: -
// source:  docs/adr/0017-data-model-in-neo4j.md
CREATE INDEX identifier_version_fact IF NOT EXISTS FOR (n:IdentifierVersion) ON (n.fact_id)
