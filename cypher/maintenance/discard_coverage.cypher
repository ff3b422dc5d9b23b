// purpose: take away Coverage nodes that no published batch brought
// mode:    write
// params:  ids
// returns: discarded
// source:  docs/adr/0017-data-model-in-neo4j.md
UNWIND $ids AS id
MATCH (n:Coverage {id: id})
DELETE n
RETURN count(*) AS discarded
