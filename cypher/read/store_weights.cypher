// purpose: versions of ties of nodes, whatever their kind and day, as columns
// mode:    read
// params:  asked
// returns: slot, entries
// source:  docs/adr/0020-reads-in-neo4j.md
UNWIND $asked.slots AS one
MATCH (n:Entity {slot: one})
WITH one, COUNT { (n)-[:LEGAL_REPRESENTATIVE_OF|HOLDS|OFFICER_OF|BRANCH_OF|GUARANTEES|LENDS_TO|LEASES_TO|TRADES_WITH|REGISTERED_AT|REACHED_AT|FILED_BY|POSSIBLY_SAME]-() } AS held
RETURN collect(one) AS slot, collect(held) AS entries
