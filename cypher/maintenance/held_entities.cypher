// purpose: entities of every kind, described or not, with the given ids, as one record of lists
// mode:    read
// params:  ids
// returns: rows, labels
// source:  docs/adr/0018-one-semantics-through-a-scratch-version.md
UNWIND $ids AS id
MATCH (n:Entity {id: id})
RETURN collect(properties(n)) AS rows, collect(size(labels(n))) AS labels
