// purpose: one FILED_BY relationship for every version
// mode:    schema
// params:  -
// returns: -
// source:  docs/adr/0017-data-model-in-neo4j.md
CREATE CONSTRAINT filed_by_version IF NOT EXISTS FOR ()-[t:FILED_BY]-() REQUIRE t.version_id IS UNIQUE
