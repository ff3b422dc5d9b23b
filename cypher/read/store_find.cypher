// purpose: a node by its id: slot, first day it was named, relationships
// mode:    read
// params:  identifier, batches
// returns: slot, first_known_on, entries
// source:  docs/adr/0020-reads-in-neo4j.md
MATCH (n:Entity {id: $identifier})
RETURN
  n.slot AS slot,
  coalesce(CASE WHEN n.first_known_seq > $batches THEN n.first_known_before ELSE n.first_known_on END, 99991231)
    AS first_known_on,
  COUNT { (n)--() } AS entries
ORDER BY slot LIMIT 1
