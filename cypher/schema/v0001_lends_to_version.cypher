// purpose: one LENDS_TO relationship for every version
// mode:    schema
// params:  -
// returns: -
// source:  docs/adr/0017-data-model-in-neo4j.md
CREATE CONSTRAINT lends_to_version IF NOT EXISTS FOR ()-[t:LENDS_TO]-() REQUIRE t.version_id IS UNIQUE
