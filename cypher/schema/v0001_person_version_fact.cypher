// purpose: older versions of one fact of persons
// mode:    schema
// params:  -
// returns: -
// source:  docs/adr/0017-data-model-in-neo4j.md
CREATE INDEX person_version_fact IF NOT EXISTS FOR (n:PersonVersion) ON (n.fact_id)
