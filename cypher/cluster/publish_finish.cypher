// purpose: name the revision whose stamps are now complete
// mode:    write
// params:  token, month, revision
// returns: written
// source:  docs/adr/0021-bulk-import.md
MATCH (s:Store {name: 'guanlian'})
SET s.touched_by = $token
WITH s WHERE s.token = $token
MATCH (p:Published {name: 'guanlian'})
WHERE p.stamping_month = $month AND p.stamping_revision = $revision
SET p.month = $month, p.revision = $revision
REMOVE p.stamping_month, p.stamping_revision, p.stamped_rows
RETURN 1 AS written
