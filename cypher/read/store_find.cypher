// purpose: slot of a node by its id
// mode:    read
// params:  identifier
// returns: slot
// source:  docs/adr/0020-reads-in-neo4j.md
MATCH (n:Entity {id: $identifier})
RETURN n.slot AS slot
ORDER BY slot LIMIT 1
