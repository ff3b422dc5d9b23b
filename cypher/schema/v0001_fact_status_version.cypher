// purpose: one FactStatusVersion node for every version of a fact
// mode:    schema
// params:  -
// returns: -
// source:  docs/adr/0017-data-model-in-neo4j.md
CREATE CONSTRAINT fact_status_version IF NOT EXISTS FOR (n:FactStatusVersion) REQUIRE n.version_id IS UNIQUE
