// purpose: one BRANCH_OF relationship for every version
// mode:    schema
// params:  -
// returns: -
// source:  docs/adr/0017-data-model-in-neo4j.md
CREATE CONSTRAINT branch_of_version IF NOT EXISTS FOR ()-[t:BRANCH_OF]-() REQUIRE t.version_id IS UNIQUE
