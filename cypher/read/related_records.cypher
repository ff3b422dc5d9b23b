// purpose: newest adverse records of the enterprises within two ties of one enterprise
// mode:    read
// params:  enterprise_id, as_of, known_by, max_rows
// returns: enterprise_id, name, record_id, kind, decided_on, published_on, severity, authority, statuses
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
MATCH (start)((near)-[t:HOLDS|LEGAL_REPRESENTATIVE_OF|OFFICER_OF|BRANCH_OF|GUARANTEES|LENDS_TO|LEASES_TO|TRADES_WITH]-(next)
  WHERE t.batch_seq <= published AND t.known_on <= $known_by
    AND (t.superseded_on > $known_by
      OR (t.superseded_seq > published AND coalesce(t.superseded_before, 99991231) > $known_by))
    AND coalesce(t.valid_from, 0) <= $as_of AND coalesce(t.valid_to, 99991231) > $as_of
    AND NOT t.tie_id IN void
){1,2}(e:Enterprise)
WITH published, collect(DISTINCT start.id) AS own, collect(DISTINCT e) AS related
UNWIND related AS e
WITH published, e WHERE NOT e.id IN own
MATCH (e)<-[part:NAMES {role: 'responsible'}]-(r:Record)
WHERE part.batch_seq <= published AND part.known_on <= $known_by
  AND (part.superseded_on > $known_by
    OR (part.superseded_seq > published AND coalesce(part.superseded_before, 99991231) > $known_by))
WITH published, e, r, CASE WHEN r.batch_seq <= published AND r.known_on <= $known_by THEN r ELSE head(COLLECT {
  MATCH (v:RecordVersion {fact_id: r.id})
  WHERE v.batch_seq <= published AND v.known_on <= $known_by
  RETURN v ORDER BY v.known_on DESC, v.batch_seq DESC LIMIT 1
}) END AS record
WHERE record IS NOT NULL
  AND NOT coalesce(record.outcome, '') IN ['won', 'settled', 'pending']
WITH DISTINCT published, e, r, record, coalesce(record.decided_on, record.published_on, 0) AS day
WHERE day <= $as_of
ORDER BY day DESC, r.id, e.id
LIMIT $max_rows
WITH published, e, r, record, day, CASE WHEN e.batch_seq <= published AND e.known_on <= $known_by THEN e ELSE head(COLLECT {
  MATCH (v:EnterpriseVersion {fact_id: e.id})
  WHERE v.batch_seq <= published AND v.known_on <= $known_by
  RETURN v ORDER BY v.known_on DESC, v.batch_seq DESC LIMIT 1
}) END AS known
RETURN e.id AS enterprise_id,
       known.name AS name,
       r.id AS record_id,
       record.kind AS kind,
       record.decided_on AS decided_on,
       record.published_on AS published_on,
       record.severity AS severity,
       record.authority AS authority,
       COLLECT {
         MATCH (f:FactStatus {fact_id: r.id})
         WHERE f.fact_kind = 'record' AND f.batch_seq <= published AND f.known_on <= $known_by
           AND f.effective_on <= $as_of AND coalesce(f.ends_on, 99991231) > $as_of
         RETURN DISTINCT f.status ORDER BY f.status
       } AS statuses
ORDER BY day DESC, record_id, enterprise_id
LIMIT $max_rows
