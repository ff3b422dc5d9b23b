// purpose: registration agents by the number of their filings, at least two, and how their enterprises are classed
// mode:    read
// params:  as_of, known_by, max_rows
// returns: agent_id, agent_name, filings, enterprises, class_d, class_c
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
  MATCH (agent)<-[t:FILED_BY]-()
  WHERE t.batch_seq <= published AND t.known_on <= $known_by
    AND (t.superseded_on > $known_by
      OR (t.superseded_seq > published AND coalesce(t.superseded_before, 99991231) > $known_by))
    AND coalesce(t.valid_from, 0) <= $as_of AND coalesce(t.valid_to, 99991231) > $as_of
    AND NOT t.tie_id IN void
  WITH agent, count(*) AS filings
  WHERE filings > 1
  RETURN agent, filings
  ORDER BY filings DESC, agent.id
  LIMIT $max_rows
}
MATCH (agent)<-[t:FILED_BY]-(e:Enterprise)
WHERE t.batch_seq <= published AND t.known_on <= $known_by
  AND (t.superseded_on > $known_by
    OR (t.superseded_seq > published AND coalesce(t.superseded_before, 99991231) > $known_by))
  AND coalesce(t.valid_from, 0) <= $as_of AND coalesce(t.valid_to, 99991231) > $as_of
  AND NOT t.tie_id IN void
WITH published, agent, filings, collect(DISTINCT e) AS filed
WITH agent, filings, filed, CASE WHEN agent.batch_seq <= published AND agent.known_on <= $known_by THEN agent ELSE head(COLLECT {
  MATCH (v:EnterpriseVersion {fact_id: agent.id})
  WHERE v.batch_seq <= published AND v.known_on <= $known_by
  RETURN v ORDER BY v.known_on DESC, v.batch_seq DESC LIMIT 1
}) END AS known
RETURN agent.id AS agent_id,
       known.name AS agent_name,
       filings,
       size(filed) AS enterprises,
       size([e IN filed WHERE e.class = 'D']) AS class_d,
       size([e IN filed WHERE e.class = 'C']) AS class_c
ORDER BY filings DESC, agent_id
LIMIT $max_rows
