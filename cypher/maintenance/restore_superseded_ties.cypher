// purpose: undo what an unpublished batch superseded among ties and links
// mode:    write
// params:  token, batches, slots
// returns: restored
// source:  docs/adr/0017-data-model-in-neo4j.md
UNWIND $slots AS one
MATCH (:Entity {slot: one})-[t:LEGAL_REPRESENTATIVE_OF|HOLDS|OFFICER_OF|BRANCH_OF|GUARANTEES|LENDS_TO|LEASES_TO|TRADES_WITH|REGISTERED_AT|REACHED_AT|FILED_BY|POSSIBLY_SAME|LINKED_TO]->(:Entity)
WHERE t.superseded_seq > $batches
CALL (t) {
  MATCH (s:Store {name: 'guanlian'})
  SET s.touched_by = $token
  WITH s, t WHERE s.token = $token
  SET s.given_back = coalesce(s.given_back, 0) + 1
  SET t.superseded_on = coalesce(t.superseded_before, 99991231), t.superseded_seq = coalesce(t.superseded_before_seq, 0)
  REMOVE t.superseded_before, t.superseded_before_seq
} IN TRANSACTIONS OF 10000 ROWS
RETURN count(*) AS restored
