// purpose: ids and first days of Record nodes by their slots, as columns
// mode:    read
// params:  slots
// returns: id, slot, first_known_on
// source:  docs/adr/0018-one-semantics-through-a-scratch-version.md
UNWIND $slots AS slot
MATCH (n:Record {slot: slot})
WITH collect(n) AS rows
RETURN
  [x IN rows | x.id] AS id,
  [x IN rows | x.slot] AS slot,
  [x IN rows | x.first_known_on] AS first_known_on
