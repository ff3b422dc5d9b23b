// purpose: RecordItem nodes after a key, in the order of keys, as one record of lists
// mode:    read
// params:  after, most
// returns: rows, labels
// source:  docs/adr/0018-one-semantics-through-a-scratch-version.md
MATCH (n:RecordItem)
WHERE n.id > $after
WITH n ORDER BY n.id LIMIT $most
RETURN collect(properties(n)) AS rows, collect(size(labels(n))) AS labels
