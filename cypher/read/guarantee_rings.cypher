// purpose: rings of two to four enterprises that guarantee for one another, each ring once
// mode:    read
// params:  as_of, known_by, max_rows
// returns: members, size, amount_cents, tie_ids
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
  MATCH (first:Enterprise)-[:GUARANTEES]->()
  WHERE first.first_known_on <= $known_by
  RETURN DISTINCT first
}
MATCH ring = (first)((giver:Enterprise)-[t:GUARANTEES]->(taker:Enterprise)
  WHERE t.batch_seq <= published AND t.known_on <= $known_by
    AND (t.superseded_on > $known_by
      OR (t.superseded_seq > published AND coalesce(t.superseded_before, 99991231) > $known_by))
    AND coalesce(t.valid_from, 0) <= $as_of AND coalesce(t.valid_to, 99991231) > $as_of
    AND NOT t.tie_id IN void
    AND taker.id >= first.id
){2,4}(first)
WITH relationships(ring) AS ts, [n IN nodes(ring)[1..] | n.id] AS ids
WHERE all(i IN range(1, size(ids) - 1) WHERE NOT ids[i] IN ids[..i])
WITH ids, size(ts) AS size, [t IN ts | t.tie_id] AS tie_ids,
     CASE WHEN none(t IN ts WHERE t.amount_cents IS NULL)
       THEN reduce(total = 0, t IN ts | total + t.amount_cents) END AS amount_cents
RETURN ids AS members, size, amount_cents, tie_ids
ORDER BY size, tie_ids
LIMIT $max_rows
