// purpose: take away RecordVersion nodes of the given facts that no published batch brought
// mode:    write
// params:  token, batches, ids
// returns: discarded
// source:  docs/adr/0017-data-model-in-neo4j.md
UNWIND $ids AS id
MATCH (n:RecordVersion {fact_id: id})
WHERE n.batch_seq > $batches
CALL (n) {
  MATCH (s:Store {name: 'guanlian'})
  SET s.touched_by = $token
  WITH s, n WHERE s.token = $token
  DELETE n
} IN TRANSACTIONS OF 10000 ROWS
RETURN count(*) AS discarded
