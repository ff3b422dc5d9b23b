// purpose: keys of the entities of a range of slots
// mode:    read
// params:  first_slot, end_slot
// returns: id, slot, label, known_on, batch_seq
// source:  docs/adr/0021-bulk-import.md
MATCH (e:Entity)
WHERE $first_slot <= e.slot < $end_slot
RETURN collect(coalesce(e.id, '')) AS id,
       collect(e.slot) AS slot,
       collect(CASE WHEN e:Enterprise THEN 'Enterprise' WHEN e:Person THEN 'Person'
                    WHEN e:Place THEN 'Place' WHEN e:Contact THEN 'Contact' ELSE '' END) AS label,
       collect(coalesce(e.known_on, 0)) AS known_on,
       collect(coalesce(e.batch_seq, 0)) AS batch_seq
