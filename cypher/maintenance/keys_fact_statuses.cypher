// purpose: keys of one page of fact_statuses, in the order of their ids
// mode:    read
// params:  after, max_rows
// returns: id, known_on, batch_seq
// source:  docs/adr/0021-bulk-import.md
MATCH (n:FactStatus)
WHERE n.id > $after
WITH n
ORDER BY n.id
LIMIT $max_rows
RETURN collect(n.id) AS id,
       collect(coalesce(n.known_on, 0)) AS known_on,
       collect(coalesce(n.batch_seq, 0)) AS batch_seq
