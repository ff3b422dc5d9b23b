// purpose: revoked, deregistered or cancelled enterprises that still hold shares
// mode:    read
// params:  as_of, known_by, max_rows
// returns: holder_id, holder_name, status, ended_on, enterprise_id, name, share, tie_id
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
CALL (published) {
  MATCH (e:Enterprise)
  WHERE e.status IN ['revoked', 'deregistered', 'cancelled']
    AND e.batch_seq <= published AND e.known_on <= $known_by
  RETURN e.id AS holder_id
  UNION
  MATCH (v:EnterpriseVersion)
  WHERE v.status IN ['revoked', 'deregistered', 'cancelled']
    AND v.batch_seq <= published AND v.known_on <= $known_by
  RETURN v.fact_id AS holder_id
}
MATCH (holder:Entity {id: holder_id})
WITH published, void, holder, CASE WHEN holder.batch_seq <= published AND holder.known_on <= $known_by THEN holder ELSE head(COLLECT {
  MATCH (v:EnterpriseVersion {fact_id: holder.id})
  WHERE v.batch_seq <= published AND v.known_on <= $known_by
  RETURN v ORDER BY v.known_on DESC, v.batch_seq DESC LIMIT 1
}) END AS known
WHERE known.status IN ['revoked', 'deregistered', 'cancelled']
MATCH (holder)-[t:HOLDS]->(e:Enterprise)
WHERE t.batch_seq <= published AND t.known_on <= $known_by
  AND (t.superseded_on > $known_by
    OR (t.superseded_seq > published AND coalesce(t.superseded_before, 99991231) > $known_by))
  AND coalesce(t.valid_from, 0) <= $as_of AND coalesce(t.valid_to, 99991231) > $as_of
  AND NOT t.tie_id IN void
WITH published, holder, known, t, e
ORDER BY holder.id, t.tie_id
LIMIT $max_rows
WITH holder, known, t, e, CASE WHEN e.batch_seq <= published AND e.known_on <= $known_by THEN e ELSE head(COLLECT {
  MATCH (v:EnterpriseVersion {fact_id: e.id})
  WHERE v.batch_seq <= published AND v.known_on <= $known_by
  RETURN v ORDER BY v.known_on DESC, v.batch_seq DESC LIMIT 1
}) END AS held
RETURN holder.id AS holder_id,
       known.name AS holder_name,
       known.status AS status,
       coalesce(known.ended_on, known.revoked_on) AS ended_on,
       e.id AS enterprise_id,
       held.name AS name,
       t.share AS share,
       t.tie_id AS tie_id
ORDER BY holder_id, tie_id
LIMIT $max_rows
