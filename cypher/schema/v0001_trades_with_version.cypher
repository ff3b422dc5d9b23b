// purpose: one TRADES_WITH relationship for every version
// mode:    schema
// params:  -
// returns: -
// source:  docs/adr/0017-data-model-in-neo4j.md
CREATE CONSTRAINT trades_with_version IF NOT EXISTS FOR ()-[t:TRADES_WITH]-() REQUIRE t.version_id IS UNIQUE
