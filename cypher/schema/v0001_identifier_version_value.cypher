// purpose: entities by the value of an older identifier version
// mode:    schema
// params:  -
// returns: -
// source:  docs/adr/0017-data-model-in-neo4j.md
CREATE INDEX identifier_version_value IF NOT EXISTS FOR (n:IdentifierVersion) ON (n.value)
