// purpose: EnterpriseVersion nodes after a key, in the order of keys, as one record of lists
// mode:    read
// params:  after, most
// returns: rows, labels
// source:  docs/adr/0018-one-semantics-through-a-scratch-version.md
MATCH (n:EnterpriseVersion)
WHERE n.version_id > $after
WITH n ORDER BY n.version_id LIMIT $most
RETURN collect(properties(n)) AS rows, collect(size(labels(n))) AS labels
