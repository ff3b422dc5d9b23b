// purpose: one Published node for every name
// mode:    schema
// params:  -
// returns: -
// source:  docs/adr/0017-data-model-in-neo4j.md
CREATE CONSTRAINT published_name IF NOT EXISTS FOR (n:Published) REQUIRE n.name IS UNIQUE
