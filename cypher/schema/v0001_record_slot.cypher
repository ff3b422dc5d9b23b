// purpose: one Record node for every slot; bulk reads page by slot
// mode:    schema
// params:  -
// returns: -
// source:  docs/adr/0017-data-model-in-neo4j.md
CREATE CONSTRAINT record_slot IF NOT EXISTS FOR (n:Record) REQUIRE n.slot IS UNIQUE
