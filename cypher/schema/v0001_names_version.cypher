// purpose: one NAMES relationship for every version
// mode:    schema
// params:  -
// returns: -
// source:  docs/adr/0017-data-model-in-neo4j.md
CREATE CONSTRAINT names_version IF NOT EXISTS FOR ()-[t:NAMES]-() REQUIRE t.version_id IS UNIQUE
