// purpose: party versions by a range of slots of their records, as one record of lists
// mode:    read
// params:  low, high
// returns: sources, targets, kinds, rows
// source:  docs/adr/0018-one-semantics-through-a-scratch-version.md
MATCH (a:Record)
WHERE a.slot >= $low AND a.slot < $high
MATCH (a)-[t:NAMES]->(b:Entity)
RETURN
  collect(coalesce(a.slot, -1)) AS sources,
  collect(coalesce(b.slot, -1)) AS targets,
  collect(type(t)) AS kinds,
  collect(properties(t)) AS rows
