// purpose: links between ids of one enterprise that are known by a day, as columns
// mode:    read
// params:  known_by, batches
// returns: entity, entity_id, entity_first, alias, alias_id, alias_first
// source:  docs/adr/0020-reads-in-neo4j.md
MATCH (a:Enterprise)-[t:LINKED_TO]->(b:Enterprise)
WHERE t.known_on <= $known_by AND t.batch_seq <= $batches
  AND (t.superseded_on > $known_by
    OR (t.superseded_seq > $batches AND coalesce(t.superseded_before, 99991231) > $known_by))
WITH a, b,
  CASE WHEN a.first_known_seq > $batches THEN a.first_known_before ELSE a.first_known_on END AS first_of_a,
  CASE WHEN b.first_known_seq > $batches THEN b.first_known_before ELSE b.first_known_on END AS first_of_b
RETURN
  collect(coalesce(a.slot, -1)) AS entity,
  collect(coalesce(a.id, '')) AS entity_id,
  collect(coalesce(first_of_a, 99991231)) AS entity_first,
  collect(coalesce(b.slot, -1)) AS alias,
  collect(coalesce(b.id, '')) AS alias_id,
  collect(coalesce(first_of_b, 99991231)) AS alias_first
