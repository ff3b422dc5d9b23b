// purpose: chains of shares that lead from an enterprise back to itself over at most six ties
// mode:    read
// params:  enterprise_id, as_of, known_by, max_rows
// returns: steps, cycle_share, cycle, tie_ids
// source:  docs/adr/0019-statements-as-files.md
MATCH (s:Store {name: 'guanlian'})
WITH s.batches AS published
WITH published, COLLECT {
  MATCH (f:FactStatus {fact_kind: 'tie', status: 'void_from_start'})
  WITH CASE WHEN f.batch_seq <= published AND f.known_on <= $known_by THEN f ELSE head(COLLECT {
    MATCH (v:FactStatusVersion {status_id: f.id})
    WHERE v.batch_seq <= published AND v.known_on <= $known_by
    RETURN v ORDER BY v.known_on DESC, v.batch_seq DESC LIMIT 1
  }) END AS known
  WHERE known.effective_on <= $as_of AND coalesce(known.ends_on, 99991231) > $as_of
  RETURN known.fact_id
} AS void
MATCH (:Entity {id: $enterprise_id})-[same:LINKED_TO*0..1]-(start:Entity)
WHERE all(l IN same WHERE l.batch_seq <= published AND l.known_on <= $known_by
  AND (l.superseded_on > $known_by
    OR (l.superseded_seq > published AND coalesce(l.superseded_before, 99991231) > $known_by)))
WITH DISTINCT published, void, start
MATCH chain = (start)((holder)-[t:HOLDS]->(held)
  WHERE t.batch_seq <= published AND t.known_on <= $known_by
    AND (t.superseded_on > $known_by
      OR (t.superseded_seq > published AND coalesce(t.superseded_before, 99991231) > $known_by))
    AND coalesce(t.valid_from, 0) <= $as_of AND coalesce(t.valid_to, 99991231) > $as_of
    AND NOT t.tie_id IN void
){1,6}(start)
WITH relationships(chain) AS ts, [n IN nodes(chain)[1..] | n.id] AS ids
WHERE all(i IN range(1, size(ids) - 1) WHERE NOT ids[i] IN ids[..i])
WITH ids, size(ts) AS steps, [t IN ts | t.tie_id] AS tie_ids,
     CASE WHEN none(t IN ts WHERE t.share IS NULL)
       THEN reduce(product = 1.0, t IN ts | product * t.share) END AS cycle_share
RETURN steps, cycle_share, ids AS cycle, tie_ids
ORDER BY steps, tie_ids
LIMIT $max_rows
