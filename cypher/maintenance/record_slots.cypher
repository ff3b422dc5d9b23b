// purpose: slots and first days of Record nodes by their ids, as columns
// mode:    read
// params:  ids
// returns: id, slot, first_known_on
// source:  docs/adr/0018-one-semantics-through-a-scratch-version.md
UNWIND $ids AS id
MATCH (n:Record {id: id})
WITH collect(n) AS rows
RETURN
  [x IN rows | x.id] AS id,
  [x IN rows | x.slot] AS slot,
  [x IN rows | x.first_known_on] AS first_known_on
