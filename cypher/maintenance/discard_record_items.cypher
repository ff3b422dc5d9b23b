// purpose: take away RecordItem nodes that no published batch brought
// mode:    write
// params:  token, ids
// returns: discarded
// source:  docs/adr/0017-data-model-in-neo4j.md
MATCH (s:Store {name: 'guanlian'})
SET s.touched_by = $token
WITH s WHERE s.token = $token
UNWIND $ids AS id
MATCH (n:RecordItem {id: id})
DELETE n
RETURN count(*) AS discarded
