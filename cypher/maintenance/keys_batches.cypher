// purpose: keys of the batches
// mode:    read
// params:  -
// returns: batch, sequence
// source:  docs/adr/0021-bulk-import.md
MATCH (b:Batch)
RETURN collect(coalesce(b.batch, '')) AS batch, collect(coalesce(b.sequence, 0)) AS sequence
