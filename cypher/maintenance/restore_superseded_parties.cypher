// purpose: undo what an unpublished batch superseded among parties
// mode:    write
// params:  token, batches, slots
// returns: restored
// source:  docs/adr/0017-data-model-in-neo4j.md
UNWIND $slots AS one
MATCH (:Record {slot: one})-[t:NAMES]->(:Entity)
WHERE t.superseded_seq > $batches
CALL (t) {
  MATCH (s:Store {name: 'guanlian'})
  SET s.touched_by = $token
  WITH s, t WHERE s.token = $token
  SET s.given_back = coalesce(s.given_back, 0) + 1
  SET t.superseded_on = coalesce(t.superseded_before, 99991231), t.superseded_seq = coalesce(t.superseded_before_seq, 0)
  REMOVE t.superseded_before, t.superseded_before_seq
} IN TRANSACTIONS OF 10000 ROWS
RETURN count(*) AS restored
