// purpose: slots of Record nodes by their ids, as columns
// mode:    read
// params:  ids
// returns: id, slot
// source:  docs/adr/0018-one-semantics-through-a-scratch-version.md
UNWIND $ids AS id
MATCH (n:Record {id: id})
WITH collect(n) AS rows
RETURN
  [x IN rows | x.id] AS id,
  [x IN rows | x.slot] AS slot
