// purpose: older versions of one fact of coverage
// mode:    schema
// params:  -
// returns: -
// source:  docs/adr/0017-data-model-in-neo4j.md
CREATE INDEX coverage_version_fact IF NOT EXISTS FOR (n:CoverageVersion) ON (n.fact_id)
