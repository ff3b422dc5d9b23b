// purpose: FactStatus nodes of the given facts, as one record of lists
// mode:    read
// params:  ids
// returns: rows, labels
// source:  docs/adr/0018-one-semantics-through-a-scratch-version.md
UNWIND $ids AS id
MATCH (n:FactStatus {id: id})
RETURN collect(properties(n)) AS rows, collect(size(labels(n))) AS labels
