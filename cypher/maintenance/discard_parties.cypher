// purpose: take away parties that no published batch brought
// mode:    write
// params:  batches
// returns: discarded
// source:  docs/adr/0017-data-model-in-neo4j.md
MATCH (:Record)-[t:NAMES]->(:Entity)
WHERE t.batch_seq > $batches
CALL (t) { DELETE t } IN TRANSACTIONS OF 10000 ROWS
RETURN count(*) AS discarded
