// purpose: enterprises whose name contains a text
// mode:    schema
// params:  -
// returns: -
// source:  docs/adr/0017-data-model-in-neo4j.md
CREATE TEXT INDEX enterprise_name IF NOT EXISTS FOR (n:Enterprise) ON (n.name)
