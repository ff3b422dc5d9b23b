// purpose: one Entity node for every slot; bulk reads page by slot
// mode:    schema
// params:  -
// returns: -
// source:  docs/adr/0017-data-model-in-neo4j.md
CREATE CONSTRAINT entity_slot IF NOT EXISTS FOR (n:Entity) REQUIRE n.slot IS UNIQUE
