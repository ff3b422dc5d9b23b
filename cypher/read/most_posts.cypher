// purpose: persons with the most posts of legal representative, at least two
// mode:    read
// params:  as_of, known_by, max_rows
// returns: person_id, posts, enterprises, class_d, class_c
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
CALL (published, void) {
  MATCH (person)-[t:LEGAL_REPRESENTATIVE_OF]->()
  WHERE t.batch_seq <= published AND t.known_on <= $known_by
    AND (t.superseded_on > $known_by
      OR (t.superseded_seq > published AND coalesce(t.superseded_before, 99991231) > $known_by))
    AND coalesce(t.valid_from, 0) <= $as_of AND coalesce(t.valid_to, 99991231) > $as_of
    AND NOT t.tie_id IN void
  WITH person, count(*) AS posts
  WHERE posts > 1
  RETURN person, posts
  ORDER BY posts DESC, person.id
  LIMIT $max_rows
}
MATCH (person)-[t:LEGAL_REPRESENTATIVE_OF]->(e:Enterprise)
WHERE t.batch_seq <= published AND t.known_on <= $known_by
  AND (t.superseded_on > $known_by
    OR (t.superseded_seq > published AND coalesce(t.superseded_before, 99991231) > $known_by))
  AND coalesce(t.valid_from, 0) <= $as_of AND coalesce(t.valid_to, 99991231) > $as_of
  AND NOT t.tie_id IN void
WITH person, posts, collect(DISTINCT e) AS represented
RETURN person.id AS person_id,
       posts,
       size(represented) AS enterprises,
       size([e IN represented WHERE e.class = 'D']) AS class_d,
       size([e IN represented WHERE e.class = 'C']) AS class_c
ORDER BY posts DESC, person_id
LIMIT $max_rows
