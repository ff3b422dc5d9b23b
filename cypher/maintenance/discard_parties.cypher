// purpose: take away parties of the given records that no published batch brought
// mode:    write
// params:  token, batches, slots
// returns: discarded
// source:  docs/adr/0017-data-model-in-neo4j.md
UNWIND $slots AS one
MATCH (:Record {slot: one})-[t:NAMES]->(:Entity)
WHERE t.batch_seq > $batches
CALL (t) {
  MATCH (s:Store {name: 'guanlian'})
  SET s.touched_by = $token
  WITH s, t WHERE s.token = $token
  DELETE t
} IN TRANSACTIONS OF 10000 ROWS
RETURN count(*) AS discarded
