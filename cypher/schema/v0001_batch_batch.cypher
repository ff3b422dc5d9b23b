// purpose: one Batch node for every batch
// mode:    schema
// params:  -
// returns: -
// source:  docs/adr/0017-data-model-in-neo4j.md
CREATE CONSTRAINT batch_batch IF NOT EXISTS FOR (n:Batch) REQUIRE n.batch IS UNIQUE
