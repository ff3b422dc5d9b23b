// purpose: take away parties that no published batch brought
// mode:    write
// params:  token, batches
// returns: discarded
// source:  docs/adr/0017-data-model-in-neo4j.md
MATCH (:Record)-[t:NAMES]->(:Entity)
WHERE t.batch_seq > $batches
CALL (t) {
  MATCH (s:Store {name: 'guanlian'})
  SET s.touched_by = $token
  WITH s, t WHERE s.token = $token
  DELETE t
} IN TRANSACTIONS OF 10000 ROWS
RETURN count(*) AS discarded
