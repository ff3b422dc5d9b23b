// purpose: items of one record
// mode:    schema
// params:  -
// returns: -
// source:  docs/adr/0017-data-model-in-neo4j.md
CREATE INDEX record_item_record IF NOT EXISTS FOR (n:RecordItem) ON (n.record_id)
