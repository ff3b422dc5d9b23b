// purpose: ends of all versions of the given ties, as columns
// mode:    read
// params:  ids
// returns: tie_id, source, target
// source:  docs/adr/0058-fewer-reads-of-a-tie.md
UNWIND $ids AS id
CALL (id) {
  MATCH (a:Entity)-[t:LEGAL_REPRESENTATIVE_OF]->(b:Entity)
  WHERE t.version_id STARTS WITH id + '|' AND t.tie_id = id
  RETURN a.slot AS source, b.slot AS target
  UNION ALL
  MATCH (a:Entity)-[t:HOLDS]->(b:Entity)
  WHERE t.version_id STARTS WITH id + '|' AND t.tie_id = id
  RETURN a.slot AS source, b.slot AS target
  UNION ALL
  MATCH (a:Entity)-[t:OFFICER_OF]->(b:Entity)
  WHERE t.version_id STARTS WITH id + '|' AND t.tie_id = id
  RETURN a.slot AS source, b.slot AS target
  UNION ALL
  MATCH (a:Entity)-[t:BRANCH_OF]->(b:Entity)
  WHERE t.version_id STARTS WITH id + '|' AND t.tie_id = id
  RETURN a.slot AS source, b.slot AS target
  UNION ALL
  MATCH (a:Entity)-[t:GUARANTEES]->(b:Entity)
  WHERE t.version_id STARTS WITH id + '|' AND t.tie_id = id
  RETURN a.slot AS source, b.slot AS target
  UNION ALL
  MATCH (a:Entity)-[t:LENDS_TO]->(b:Entity)
  WHERE t.version_id STARTS WITH id + '|' AND t.tie_id = id
  RETURN a.slot AS source, b.slot AS target
  UNION ALL
  MATCH (a:Entity)-[t:LEASES_TO]->(b:Entity)
  WHERE t.version_id STARTS WITH id + '|' AND t.tie_id = id
  RETURN a.slot AS source, b.slot AS target
  UNION ALL
  MATCH (a:Entity)-[t:TRADES_WITH]->(b:Entity)
  WHERE t.version_id STARTS WITH id + '|' AND t.tie_id = id
  RETURN a.slot AS source, b.slot AS target
  UNION ALL
  MATCH (a:Entity)-[t:REGISTERED_AT]->(b:Entity)
  WHERE t.version_id STARTS WITH id + '|' AND t.tie_id = id
  RETURN a.slot AS source, b.slot AS target
  UNION ALL
  MATCH (a:Entity)-[t:REACHED_AT]->(b:Entity)
  WHERE t.version_id STARTS WITH id + '|' AND t.tie_id = id
  RETURN a.slot AS source, b.slot AS target
  UNION ALL
  MATCH (a:Entity)-[t:FILED_BY]->(b:Entity)
  WHERE t.version_id STARTS WITH id + '|' AND t.tie_id = id
  RETURN a.slot AS source, b.slot AS target
  UNION ALL
  MATCH (a:Entity)-[t:POSSIBLY_SAME]->(b:Entity)
  WHERE t.version_id STARTS WITH id + '|' AND t.tie_id = id
  RETURN a.slot AS source, b.slot AS target
}
RETURN collect(id) AS tie_id, collect(coalesce(source, -1)) AS source, collect(coalesce(target, -1)) AS target
