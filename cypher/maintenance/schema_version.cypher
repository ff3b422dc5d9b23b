// purpose: make the Store node and say which version the schema has
// mode:    write
// params:  version
// returns: schema_version
// source:  docs/adr/0017-data-model-in-neo4j.md
MERGE (s:Store {name: 'guanlian'})
ON CREATE SET s.batches = 0, s.entities = 0, s.records = 0
SET s.schema_version = $version, s.mark = coalesce(s.mark, randomUUID())
RETURN s.schema_version AS schema_version
