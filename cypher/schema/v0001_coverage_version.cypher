// purpose: one CoverageVersion node for every version of a fact
// mode:    schema
// params:  -
// returns: -
// source:  docs/adr/0017-data-model-in-neo4j.md
CREATE CONSTRAINT coverage_version IF NOT EXISTS FOR (n:CoverageVersion) REQUIRE n.version_id IS UNIQUE
