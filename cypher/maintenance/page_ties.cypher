// purpose: tie versions of every kind by a range of slots of their sources, as one record of lists
// mode:    read
// params:  low, high
// returns: sources, targets, kinds, rows
// source:  docs/adr/0018-one-semantics-through-a-scratch-version.md
MATCH (a:Entity)
WHERE a.slot >= $low AND a.slot < $high
MATCH (a)-[t:LEGAL_REPRESENTATIVE_OF|HOLDS|OFFICER_OF|BRANCH_OF|GUARANTEES|LENDS_TO|LEASES_TO|TRADES_WITH|REGISTERED_AT|REACHED_AT|FILED_BY|POSSIBLY_SAME]->(b:Entity)
RETURN
  collect(coalesce(a.slot, -1)) AS sources,
  collect(coalesce(b.slot, -1)) AS targets,
  collect(type(t)) AS kinds,
  collect(properties(t)) AS rows
