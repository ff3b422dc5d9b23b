// purpose: one HOLDS relationship for every version
// mode:    schema
// params:  -
// returns: -
// source:  docs/adr/0017-data-model-in-neo4j.md
CREATE CONSTRAINT holds_version IF NOT EXISTS FOR ()-[t:HOLDS]-() REQUIRE t.version_id IS UNIQUE
