// purpose: first days of Entity nodes as the batches that are left tell them
// mode:    write
// params:  token, rows
// returns: written
// source:  docs/adr/0044-undo-in-neo4j.md
MATCH (s:Store {name: 'guanlian'})
SET s.touched_by = $token
WITH s WHERE s.token = $token
UNWIND $rows AS row
MATCH (n:Entity {slot: row.slot})
SET n.first_known_on = row.first_known_on
REMOVE n.first_known_before, n.first_known_seq
RETURN count(*) AS written
