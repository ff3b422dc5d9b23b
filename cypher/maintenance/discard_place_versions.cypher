// purpose: take away PlaceVersion nodes that no published batch brought
// mode:    write
// params:  batches
// returns: discarded
// source:  docs/adr/0017-data-model-in-neo4j.md
MATCH (n:PlaceVersion)
WHERE n.batch_seq > $batches
CALL (n) { DELETE n } IN TRANSACTIONS OF 10000 ROWS
RETURN count(*) AS discarded
