// purpose: earlier first days of known Entity nodes
// mode:    write
// params:  token, rows
// returns: written
// source:  docs/adr/0017-data-model-in-neo4j.md
MATCH (s:Store {name: 'guanlian'})
SET s.touched_by = $token
WITH s WHERE s.token = $token
UNWIND $rows AS row
MATCH (n:Entity {slot: row.slot})
WITH n, row, CASE WHEN n.first_known_seq = row.sequence THEN n.first_known_before ELSE n.first_known_on END AS before
FOREACH (one IN CASE WHEN before IS NULL OR row.first_known_on < before THEN [1] ELSE [] END |
  SET n.first_known_on = row.first_known_on, n.first_known_seq = row.sequence, n.first_known_before = before
)
RETURN count(*) AS written
