// purpose: one LINKED_TO relationship for every version
// mode:    schema
// params:  -
// returns: -
// source:  docs/adr/0017-data-model-in-neo4j.md
CREATE CONSTRAINT linked_to_version IF NOT EXISTS FOR ()-[t:LINKED_TO]-() REQUIRE t.version_id IS UNIQUE
