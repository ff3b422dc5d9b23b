// purpose: keys of the records of a range of slots
// mode:    read
// params:  first_slot, end_slot
// returns: id, slot, known_on, batch_seq
// source:  docs/adr/0021-bulk-import.md
MATCH (r:Record)
WHERE $first_slot <= r.slot < $end_slot
RETURN collect(coalesce(r.id, '')) AS id,
       collect(r.slot) AS slot,
       collect(coalesce(r.known_on, 0)) AS known_on,
       collect(coalesce(r.batch_seq, 0)) AS batch_seq
