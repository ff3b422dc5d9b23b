// purpose: entities of every kind, described or not, in a range of slots, as one record of lists
// mode:    read
// params:  low, high
// returns: rows, labels
// source:  docs/adr/0018-one-semantics-through-a-scratch-version.md
MATCH (n:Entity)
WHERE n.slot >= $low AND n.slot < $high
RETURN collect(properties(n)) AS rows, collect(size(labels(n))) AS labels
