// purpose: undo earlier first days of an unpublished batch on Entity nodes
// mode:    write
// params:  token, batches, slots
// returns: restored
// source:  docs/adr/0017-data-model-in-neo4j.md
UNWIND $slots AS one
MATCH (n:Entity {slot: one})
WHERE n.first_known_seq > $batches
CALL (n) {
  MATCH (s:Store {name: 'guanlian'})
  SET s.touched_by = $token
  WITH s, n WHERE s.token = $token
  SET s.given_back = coalesce(s.given_back, 0) + 1
  SET n.first_known_on = n.first_known_before
  REMOVE n.first_known_before, n.first_known_seq
} IN TRANSACTIONS OF 10000 ROWS
RETURN count(*) AS restored
