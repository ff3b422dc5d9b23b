// purpose: take away ties and links of the given sources that no published batch brought
// mode:    write
// params:  token, batches, slots
// returns: discarded
// source:  docs/adr/0017-data-model-in-neo4j.md
UNWIND $slots AS one
MATCH (:Entity {slot: one})-[t:LEGAL_REPRESENTATIVE_OF|HOLDS|OFFICER_OF|BRANCH_OF|GUARANTEES|LENDS_TO|LEASES_TO|TRADES_WITH|REGISTERED_AT|REACHED_AT|FILED_BY|POSSIBLY_SAME|LINKED_TO]->(:Entity)
WHERE t.batch_seq > $batches
CALL (t) {
  MATCH (s:Store {name: 'guanlian'})
  SET s.touched_by = $token
  WITH s, t WHERE s.token = $token
  DELETE t
} IN TRANSACTIONS OF 10000 ROWS
RETURN count(*) AS discarded
