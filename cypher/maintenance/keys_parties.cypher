// purpose: keys of the parties of the records of a range of slots
// mode:    read
// params:  first_slot, end_slot
// returns: version_id, source, target
// source:  docs/adr/0021-bulk-import.md
MATCH (r:Record)
WHERE $first_slot <= r.slot < $end_slot
MATCH (r)-[n:NAMES]->(e:Entity)
RETURN collect(coalesce(n.version_id, '')) AS version_id,
       collect(r.slot) AS source,
       collect(coalesce(e.slot, -1)) AS target
