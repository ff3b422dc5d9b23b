// purpose: say that a batch is being undone; a kept version answers all reads from here on
// mode:    write
// params:  token, before, batch, day
// returns: written
// source:  docs/adr/0044-undo-in-neo4j.md
MATCH (s:Store {name: 'guanlian'})
SET s.touched_by = $token
WITH s WHERE s.token = $token
SET s.undoing = $before, s.undoing_batch = $batch, s.undoing_day = $day
REMOVE s.loading, s.loading_seq, s.loading_form, s.undoing_cut
RETURN count(*) AS written
