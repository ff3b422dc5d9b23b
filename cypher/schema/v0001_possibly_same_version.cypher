// purpose: one POSSIBLY_SAME relationship for every version
// mode:    schema
// params:  -
// returns: -
// source:  docs/adr/0017-data-model-in-neo4j.md
CREATE CONSTRAINT possibly_same_version IF NOT EXISTS FOR ()-[t:POSSIBLY_SAME]-() REQUIRE t.version_id IS UNIQUE
