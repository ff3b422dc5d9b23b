// purpose: one IdentifierVersion node for every version of a fact
// mode:    schema
// params:  -
// returns: -
// source:  docs/adr/0017-data-model-in-neo4j.md
CREATE CONSTRAINT identifier_version IF NOT EXISTS FOR (n:IdentifierVersion) REQUIRE n.version_id IS UNIQUE
