// purpose: take the stamps of other revisions off the enterprises of a range of slots
// mode:    write
// params:  token, month, revision, first_slot, end_slot
// returns: written, cleared
// source:  docs/adr/0021-bulk-import.md
MATCH (s:Store {name: 'guanlian'})
SET s.touched_by = $token
WITH s WHERE s.token = $token
MATCH (p:Published {name: 'guanlian'})
WHERE p.stamping_month = $month AND p.stamping_revision = $revision
OPTIONAL MATCH (e:Entity)
WHERE $first_slot <= e.slot < $end_slot
  AND e:Enterprise
  AND e.score_month IS NOT NULL
  AND (e.score_month <> $month OR e.score_revision <> $revision)
REMOVE e.class, e.score, e.cluster, e.score_month, e.score_revision
RETURN count(DISTINCT p) AS written, count(e) AS cleared
