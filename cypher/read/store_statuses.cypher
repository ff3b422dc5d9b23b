// purpose: all versions of the statuses that were ever said of facts, as columns
// mode:    read
// params:  asked
// returns: status_id, fact_id, fact_kind, item_id, status, effective_on, ends_on, known_on, batch_seq
// source:  docs/adr/0024-status-marks-on-graph-answers.md
UNWIND $asked.fact_ids AS fact
CALL (fact) {
  MATCH (s:FactStatus {fact_id: fact}) RETURN s.id AS status_id
  UNION
  MATCH (v:FactStatusVersion {fact_id: fact}) RETURN v.status_id AS status_id
}
WITH DISTINCT status_id
CALL (status_id) {
  MATCH (s:FactStatus {id: status_id})
  RETURN {fact_id: s.fact_id, fact_kind: s.fact_kind, item_id: s.item_id, status: s.status, effective_on: s.effective_on, ends_on: s.ends_on, known_on: s.known_on, batch_seq: s.batch_seq} AS found
  UNION ALL
  MATCH (v:FactStatusVersion {status_id: status_id})
  RETURN {fact_id: v.fact_id, fact_kind: v.fact_kind, item_id: v.item_id, status: v.status, effective_on: v.effective_on, ends_on: v.ends_on, known_on: v.known_on, batch_seq: v.batch_seq} AS found
}
WITH collect(status_id) AS ids, collect(found) AS rows
RETURN
  ids AS status_id,
  [x IN rows | x.fact_id] AS fact_id,
  [x IN rows | x.fact_kind] AS fact_kind,
  [x IN rows | x.item_id] AS item_id,
  [x IN rows | x.status] AS status,
  [x IN rows | x.effective_on] AS effective_on,
  [x IN rows | x.ends_on] AS ends_on,
  [x IN rows | x.known_on] AS known_on,
  [x IN rows | x.batch_seq] AS batch_seq
