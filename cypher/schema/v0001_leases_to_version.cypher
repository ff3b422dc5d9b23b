// purpose: one LEASES_TO relationship for every version
// mode:    schema
// params:  -
// returns: -
// source:  docs/adr/0017-data-model-in-neo4j.md
CREATE CONSTRAINT leases_to_version IF NOT EXISTS FOR ()-[t:LEASES_TO]-() REQUIRE t.version_id IS UNIQUE
