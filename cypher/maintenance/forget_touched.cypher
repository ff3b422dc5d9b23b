// purpose: forget what a load changed; its rows count, or are taken back
// mode:    write
// params:  token
// returns: forgotten
// source:  docs/adr/0044-undo-in-neo4j.md
MATCH (s:Store {name: 'guanlian'})
SET s.touched_by = $token
WITH s WHERE s.token = $token
MATCH (t:Touched)
WHERE t.part >= 0
DELETE t
RETURN count(*) AS forgotten
