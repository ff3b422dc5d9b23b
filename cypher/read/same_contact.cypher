// purpose: enterprises reached at a phone number or e-mail address of one enterprise
// mode:    read
// params:  enterprise_id, as_of, known_by, max_rows
// returns: enterprise_id, name, status, class, contact_id, contact_kind, since
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
MATCH (start)-[t:REACHED_AT]->(contact:Contact)
WHERE t.batch_seq <= published AND t.known_on <= $known_by
  AND (t.superseded_on > $known_by
    OR (t.superseded_seq > published AND coalesce(t.superseded_before, 99991231) > $known_by))
  AND coalesce(t.valid_from, 0) <= $as_of AND coalesce(t.valid_to, 99991231) > $as_of
  AND NOT t.tie_id IN void
WITH published, void, collect(DISTINCT start.id) AS own, collect(DISTINCT contact) AS shared
UNWIND shared AS contact
MATCH (contact)<-[t:REACHED_AT]-(e:Enterprise)
WHERE t.batch_seq <= published AND t.known_on <= $known_by
  AND (t.superseded_on > $known_by
    OR (t.superseded_seq > published AND coalesce(t.superseded_before, 99991231) > $known_by))
  AND coalesce(t.valid_from, 0) <= $as_of AND coalesce(t.valid_to, 99991231) > $as_of
  AND NOT t.tie_id IN void
  AND NOT e.id IN own
WITH published, contact, e, min(t.valid_from) AS since
ORDER BY e.id, contact.id
LIMIT $max_rows
WITH contact, e, since, CASE WHEN e.batch_seq <= published AND e.known_on <= $known_by THEN e ELSE head(COLLECT {
  MATCH (v:EnterpriseVersion {fact_id: e.id})
  WHERE v.batch_seq <= published AND v.known_on <= $known_by
  RETURN v ORDER BY v.known_on DESC, v.batch_seq DESC LIMIT 1
}) END AS known
RETURN e.id AS enterprise_id,
       known.name AS name,
       known.status AS status,
       e.class AS class,
       contact.id AS contact_id,
       contact.contact_kind AS contact_kind,
       since
ORDER BY enterprise_id, contact_id
LIMIT $max_rows
