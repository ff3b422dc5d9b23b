// purpose: one OFFICER_OF relationship for every version
// mode:    schema
// params:  -
// returns: -
// source:  docs/adr/0017-data-model-in-neo4j.md
CREATE CONSTRAINT officer_of_version IF NOT EXISTS FOR ()-[t:OFFICER_OF]-() REQUIRE t.version_id IS UNIQUE
