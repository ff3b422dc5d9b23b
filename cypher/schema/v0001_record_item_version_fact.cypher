// purpose: older versions of one fact of record_items
// mode:    schema
// params:  -
// returns: -
// source:  docs/adr/0017-data-model-in-neo4j.md
CREATE INDEX record_item_version_fact IF NOT EXISTS FOR (n:RecordItemVersion) ON (n.fact_id)
