// purpose: take away Entity nodes that an unpublished batch named first
// mode:    write
// params:  token, next_slot
// returns: discarded
// source:  docs/adr/0017-data-model-in-neo4j.md
MATCH (n:Entity)
WHERE n.slot >= $next_slot
CALL (n) {
  MATCH (s:Store {name: 'guanlian'})
  SET s.touched_by = $token
  WITH s, n WHERE s.token = $token
  DETACH DELETE n
} IN TRANSACTIONS OF 10000 ROWS
RETURN count(*) AS discarded
