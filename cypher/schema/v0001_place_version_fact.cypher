// purpose: older versions of one fact of places
// mode:    schema
// params:  -
// returns: -
// source:  docs/adr/0017-data-model-in-neo4j.md
CREATE INDEX place_version_fact IF NOT EXISTS FOR (n:PlaceVersion) ON (n.fact_id)
