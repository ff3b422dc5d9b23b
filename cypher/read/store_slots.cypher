// purpose: slots of nodes by their ids, as columns
// mode:    read
// params:  asked
// returns: slot, node_id
// source:  docs/adr/0020-reads-in-neo4j.md
UNWIND $asked.ids AS one
MATCH (n:Entity {id: one})
RETURN collect(coalesce(n.slot, -1)) AS slot, collect(one) AS node_id
