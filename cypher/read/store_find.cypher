// purpose: a node by its id: slot, first day it was named, versions of its ties
// mode:    read
// params:  identifier, batches
// returns: slot, first_known_on, entries
// source:  docs/adr/0020-reads-in-neo4j.md
MATCH (n:Entity {id: $identifier})
RETURN
  n.slot AS slot,
  coalesce(CASE WHEN n.first_known_seq > $batches THEN n.first_known_before ELSE n.first_known_on END, 99991231)
    AS first_known_on,
  COUNT { (n)-[:LEGAL_REPRESENTATIVE_OF|HOLDS|OFFICER_OF|BRANCH_OF|GUARANTEES|LENDS_TO|LEASES_TO|TRADES_WITH|REGISTERED_AT|REACHED_AT|FILED_BY|POSSIBLY_SAME]-() } AS entries
ORDER BY slot LIMIT 1
