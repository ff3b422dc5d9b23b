// purpose: records of decisions, known or not, in whatever version, as columns
// mode:    read
// params:  decisions, batches
// returns: id
// source:  docs/adr/0044-undo-in-neo4j.md
CALL () {
  MATCH (n:Record)
  WHERE n.decision_id IN $decisions AND n.batch_seq <= $batches
  RETURN n.id AS found
  UNION
  MATCH (v:RecordVersion)
  WHERE v.decision_id IN $decisions AND v.batch_seq <= $batches
  RETURN v.fact_id AS found
}
RETURN collect(found) AS id
