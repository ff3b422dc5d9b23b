// purpose: one RecordItemVersion node for every version of a fact
// mode:    schema
// params:  -
// returns: -
// source:  docs/adr/0017-data-model-in-neo4j.md
CREATE CONSTRAINT record_item_version IF NOT EXISTS FOR (n:RecordItemVersion) REQUIRE n.version_id IS UNIQUE
