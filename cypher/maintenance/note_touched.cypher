// purpose: say which nodes a load is about to change, so that a cut one can be taken back
// mode:    write
// params:  token, part, table, slots, ids
// returns: written
// source:  docs/adr/0044-undo-in-neo4j.md
MATCH (s:Store {name: 'guanlian'})
SET s.touched_by = $token
WITH s WHERE s.token = $token
MERGE (t:Touched {part: $part})
SET t.table = $table, t.slots = $slots, t.ids = $ids
RETURN count(*) AS written
