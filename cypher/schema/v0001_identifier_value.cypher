// purpose: entities by the value of an identifier
// mode:    schema
// params:  -
// returns: -
// source:  docs/adr/0017-data-model-in-neo4j.md
CREATE INDEX identifier_value IF NOT EXISTS FOR (n:Identifier) ON (n.value)
