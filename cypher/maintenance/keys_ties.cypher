// purpose: keys of the relationships that start at the entities of a range of slots
// mode:    read
// params:  first_slot, end_slot
// returns: version_id, kind, source, target
// source:  docs/adr/0021-bulk-import.md
MATCH (a:Entity)
WHERE $first_slot <= a.slot < $end_slot
MATCH (a)-[t]->(b:Entity)
RETURN collect(coalesce(t.version_id, '')) AS version_id,
       collect(type(t)) AS kind,
       collect(a.slot) AS source,
       collect(coalesce(b.slot, -1)) AS target
