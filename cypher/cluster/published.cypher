// purpose: the revision whose stamps are complete, and the one that is being stamped
// mode:    read
// params:  -
// returns: month, revision, stamping_month, stamping_revision, stamped_rows
// source:  docs/adr/0021-bulk-import.md
MATCH (p:Published {name: 'guanlian'})
RETURN p.month AS month,
       p.revision AS revision,
       p.stamping_month AS stamping_month,
       p.stamping_revision AS stamping_revision,
       p.stamped_rows AS stamped_rows
ORDER BY p.name
LIMIT 1
