// purpose: one LEGAL_REPRESENTATIVE_OF relationship for every version
// mode:    schema
// params:  -
// returns: -
// source:  docs/adr/0017-data-model-in-neo4j.md
CREATE CONSTRAINT legal_representative_of_version IF NOT EXISTS FOR ()-[t:LEGAL_REPRESENTATIVE_OF]-() REQUIRE t.version_id IS UNIQUE
