// purpose: versions of the given TRADES_WITH ties, as one record of lists
// mode:    read
// params:  ids
// returns: sources, targets, kinds, rows
// source:  docs/adr/0018-one-semantics-through-a-scratch-version.md
UNWIND $ids AS id
MATCH (a:Entity)-[t:TRADES_WITH]->(b:Entity)
WHERE t.version_id STARTS WITH id + '|' AND t.tie_id = id
RETURN
  collect(coalesce(a.slot, -1)) AS sources,
  collect(coalesce(b.slot, -1)) AS targets,
  collect(type(t)) AS kinds,
  collect(properties(t)) AS rows
