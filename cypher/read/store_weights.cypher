// purpose: relationships of nodes, whatever their kind and day, as columns
// mode:    read
// params:  slots
// returns: slot, entries
// source:  docs/adr/0020-reads-in-neo4j.md
UNWIND $slots AS one
MATCH (n:Entity {slot: one})
WITH one, COUNT { (n)--() } AS held
RETURN collect(one) AS slot, collect(held) AS entries
