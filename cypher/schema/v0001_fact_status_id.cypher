// purpose: one FactStatus node for every id
// mode:    schema
// params:  -
// returns: -
// source:  docs/adr/0017-data-model-in-neo4j.md
CREATE CONSTRAINT fact_status_id IF NOT EXISTS FOR (n:FactStatus) REQUIRE n.id IS UNIQUE
