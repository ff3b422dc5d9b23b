// purpose: latest older version of nodes that was known by a day, as columns
// mode:    read
// params:  asked, known_by, batches
// returns: node_id, label, former_names, status, region, known_on, batch_seq
// source:  docs/adr/0020-reads-in-neo4j.md
UNWIND $asked.ids AS id
CALL (id) {
  CALL (id) {
    MATCH (v:EnterpriseVersion {fact_id: id}) RETURN v, v.name AS text
    UNION ALL
    MATCH (v:PlaceVersion {fact_id: id}) RETURN v, v.address AS text
    UNION ALL
    MATCH (v:ContactVersion {fact_id: id}) RETURN v, v.display AS text
  }
  WITH v, text
  WHERE v.known_on <= $known_by AND v.batch_seq <= $batches
  ORDER BY v.known_on DESC, v.batch_seq DESC LIMIT 1
  RETURN {label: text, former: v.former_names, status: v.status, region: v.region, known_on: v.known_on,
    batch_seq: v.batch_seq} AS found
}
WITH collect(id) AS ids, collect(found) AS rows
RETURN
  ids AS node_id,
  [x IN rows | x.label] AS label,
  [x IN rows | x.former] AS former_names,
  [x IN rows | x.status] AS status,
  [x IN rows | x.region] AS region,
  [x IN rows | x.known_on] AS known_on,
  [x IN rows | x.batch_seq] AS batch_seq
