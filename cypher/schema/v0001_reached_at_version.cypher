// purpose: one REACHED_AT relationship for every version
// mode:    schema
// params:  -
// returns: -
// source:  docs/adr/0017-data-model-in-neo4j.md
CREATE CONSTRAINT reached_at_version IF NOT EXISTS FOR ()-[t:REACHED_AT]-() REQUIRE t.version_id IS UNIQUE
