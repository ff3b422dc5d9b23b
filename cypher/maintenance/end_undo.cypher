// purpose: let the database answer again from the day of the undo on; the last write of an undo
// mode:    write
// params:  token, before, day
// returns: written
// source:  docs/adr/0044-undo-in-neo4j.md
MATCH (s:Store {name: 'guanlian'})
SET s.touched_by = $token
WITH s WHERE s.token = $token
SET s.undone_before = coalesce(s.undone_before, []) + $before, s.undone_days = coalesce(s.undone_days, []) + $day,
  s.mark = $token
REMOVE s.undoing, s.undoing_batch, s.undoing_day, s.undoing_cut
RETURN count(*) AS written
