// purpose: versions of the given parties, as one record of lists
// mode:    read
// params:  ids
// returns: sources, targets, kinds, rows
// source:  docs/adr/0018-one-semantics-through-a-scratch-version.md
UNWIND $ids AS id
MATCH (a:Record)-[t:NAMES]->(b:Entity)
WHERE t.version_id STARTS WITH id + '|' AND t.party_key = id
RETURN
  collect(coalesce(a.slot, -1)) AS sources,
  collect(coalesce(b.slot, -1)) AS targets,
  collect(type(t)) AS kinds,
  collect(properties(t)) AS rows
