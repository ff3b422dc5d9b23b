// purpose: one Entity node for every id
// mode:    schema
// params:  -
// returns: -
// source:  docs/adr/0017-data-model-in-neo4j.md
CREATE CONSTRAINT entity_id IF NOT EXISTS FOR (n:Entity) REQUIRE n.id IS UNIQUE
