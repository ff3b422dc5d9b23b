// purpose: one GUARANTEES relationship for every version
// mode:    schema
// params:  -
// returns: -
// source:  docs/adr/0017-data-model-in-neo4j.md
CREATE CONSTRAINT guarantees_version IF NOT EXISTS FOR ()-[t:GUARANTEES]-() REQUIRE t.version_id IS UNIQUE
