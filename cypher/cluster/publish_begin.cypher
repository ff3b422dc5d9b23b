// purpose: open the stamping of one revision, or go on with it where it was cut short
// mode:    write
// params:  token, month, revision
// returns: written, stamped_rows
// source:  docs/adr/0021-bulk-import.md
MATCH (s:Store {name: 'guanlian'})
SET s.touched_by = $token
WITH s WHERE s.token = $token
MERGE (p:Published {name: 'guanlian'})
WITH p, coalesce(p.stamping_month = $month AND p.stamping_revision = $revision, false) AS again
SET p.stamping_month = $month,
    p.stamping_revision = $revision,
    p.stamped_rows = CASE WHEN again THEN p.stamped_rows ELSE 0 END
RETURN 1 AS written, p.stamped_rows AS stamped_rows
