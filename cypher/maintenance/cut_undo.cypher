// purpose: say that only the first batches are left, and forget the others
// mode:    write
// params:  token, batches, counts
// returns: written
// source:  docs/adr/0044-undo-in-neo4j.md
MATCH (s:Store {name: 'guanlian'})
SET s.touched_by = $token
WITH s WHERE s.token = $token
SET s += $counts, s.batches = $batches, s.undoing_cut = true, s.mark = $token
WITH s
CALL () {
  MATCH (b:Batch)
  WHERE b.sequence > $batches
  DELETE b
  RETURN count(*) AS gone
}
RETURN count(*) AS written
