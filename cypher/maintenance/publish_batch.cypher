// purpose: make the rows of a batch count; the last write of a load
// mode:    write
// params:  token, sequence, batch, day, source, tables, first_days, counts
// returns: written
// source:  docs/adr/0017-data-model-in-neo4j.md
MATCH (s:Store {name: 'guanlian'})
SET s.touched_by = $token
WITH s WHERE s.token = $token
MERGE (b:Batch {sequence: $sequence})
SET b.batch = $batch, b.day = $day, b.source = $source, b.tables = $tables, b.first_days = $first_days
SET s += $counts, s.batches = $sequence, s.mark = $token
REMOVE s.loading, s.loading_seq, s.loading_form
RETURN count(*) AS written
