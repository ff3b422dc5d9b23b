// purpose: keys of one page of older versions of records, in the order of their ids
// mode:    read
// params:  after, max_rows
// returns: version_id
// source:  docs/adr/0021-bulk-import.md
MATCH (v:RecordVersion)
WHERE v.version_id > $after
WITH v
ORDER BY v.version_id
LIMIT $max_rows
RETURN collect(v.version_id) AS version_id
