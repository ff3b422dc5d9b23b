// purpose: shortest chains of ties, at most four, from an enterprise to the nearest enterprises of class D of the published month
// mode:    read
// params:  enterprise_id, as_of, known_by, max_rows
// returns: enterprise_id, name, steps, chain, kinds, month
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
MATCH (p:Published {name: 'guanlian'})
WITH published, void, p.month AS month, p.revision AS revision
CALL (published, void, month, revision) {
  MATCH (start:Entity {id: $enterprise_id})
  MATCH chain = (start)-[ts:HOLDS|LEGAL_REPRESENTATIVE_OF|OFFICER_OF|BRANCH_OF|GUARANTEES|LENDS_TO|LEASES_TO|TRADES_WITH*1..4]-(e:Enterprise)
  WHERE all(t IN ts WHERE t.batch_seq <= published AND t.known_on <= $known_by
      AND (t.superseded_on > $known_by
        OR (t.superseded_seq > published AND coalesce(t.superseded_before, 99991231) > $known_by))
      AND coalesce(t.valid_from, 0) <= $as_of AND coalesce(t.valid_to, 99991231) > $as_of
      AND NOT t.tie_id IN void)
    AND e.class = 'D' AND e.score_month = month AND e.score_revision = revision AND e <> start
  WITH start, e, min(length(chain)) AS steps
  RETURN start, e, steps
  ORDER BY steps, e.id
  LIMIT $max_rows
}
MATCH chain = shortestPath((start)-[:HOLDS|LEGAL_REPRESENTATIVE_OF|OFFICER_OF|BRANCH_OF|GUARANTEES|LENDS_TO|LEASES_TO|TRADES_WITH*..4]-(e))
WHERE all(t IN relationships(chain) WHERE t.batch_seq <= published AND t.known_on <= $known_by
    AND (t.superseded_on > $known_by
      OR (t.superseded_seq > published AND coalesce(t.superseded_before, 99991231) > $known_by))
    AND coalesce(t.valid_from, 0) <= $as_of AND coalesce(t.valid_to, 99991231) > $as_of
    AND NOT t.tie_id IN void)
WITH month, e, steps, chain, CASE WHEN e.batch_seq <= published AND e.known_on <= $known_by THEN e ELSE head(COLLECT {
  MATCH (v:EnterpriseVersion {fact_id: e.id})
  WHERE v.batch_seq <= published AND v.known_on <= $known_by
  RETURN v ORDER BY v.known_on DESC, v.batch_seq DESC LIMIT 1
}) END AS known
RETURN e.id AS enterprise_id,
       known.name AS name,
       steps,
       [n IN nodes(chain) | n.id] AS chain,
       [t IN relationships(chain) | type(t)] AS kinds,
       month
ORDER BY steps, enterprise_id
LIMIT $max_rows
