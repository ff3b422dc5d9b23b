// purpose: one RecordItem node for every id
// mode:    schema
// params:  -
// returns: -
// source:  docs/adr/0017-data-model-in-neo4j.md
CREATE CONSTRAINT record_item_id IF NOT EXISTS FOR (n:RecordItem) REQUIRE n.id IS UNIQUE
