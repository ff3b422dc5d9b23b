// purpose: enterprises between two ids that ever had a name with a text in it, in the order of ids
// mode:    read
// params:  after_id, before_id, folded, known_by, batches, max_rows
// returns: node_id
// source:  docs/adr/0020-reads-in-neo4j.md
MATCH (n:Entity)
WHERE n.id > $after_id AND n.id < $before_id AND n:Enterprise AND (
  replace(toLower(normalize(coalesce(n.name, '') + '|' + coalesce(n.former_names, ''), NFKC)), '\n', ' ') CONTAINS $folded
  OR ((n.known_on > $known_by OR n.batch_seq > $batches) AND EXISTS {
    MATCH (v:EnterpriseVersion {fact_id: n.id})
    WHERE replace(toLower(normalize(coalesce(v.name, '') + '|' + coalesce(v.former_names, ''), NFKC)), '\n', ' ') CONTAINS $folded
  })
)
RETURN n.id AS node_id
ORDER BY node_id LIMIT $max_rows
