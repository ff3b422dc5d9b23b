// purpose: ids of nodes, as columns
// mode:    read
// params:  asked
// returns: slot, node_id
// source:  docs/adr/0020-reads-in-neo4j.md
UNWIND $asked.slots AS one
MATCH (n:Entity {slot: one})
RETURN collect(one) AS slot, collect(coalesce(n.id, '')) AS node_id
