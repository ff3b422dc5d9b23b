// purpose: one Batch node for every sequence
// mode:    schema
// params:  -
// returns: -
// source:  docs/adr/0017-data-model-in-neo4j.md
CREATE CONSTRAINT batch_sequence IF NOT EXISTS FOR (n:Batch) REQUIRE n.sequence IS UNIQUE
