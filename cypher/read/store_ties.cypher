// purpose: ties between pairs of nodes as of a day, as columns
// mode:    read
// params:  asked, known_by, batches, day, ended, void
// returns: source_id, target_id, tie_id, kind, role, share, valid_from, valid_to, confidence
// source:  docs/adr/0020-reads-in-neo4j.md
UNWIND $asked.pairs AS pair
MATCH (a:Entity {slot: pair[0]})
WITH a, pair[1] AS other
MATCH (b:Entity {slot: other})
WITH a, b
MATCH (a)-[t:LEGAL_REPRESENTATIVE_OF|HOLDS|OFFICER_OF|BRANCH_OF|GUARANTEES|LENDS_TO|LEASES_TO|TRADES_WITH|REGISTERED_AT|REACHED_AT|FILED_BY|POSSIBLY_SAME]-(b)
WHERE t.known_on <= $known_by AND t.batch_seq <= $batches
  AND (t.superseded_on > $known_by
    OR (t.superseded_seq > $batches AND coalesce(t.superseded_before, 99991231) > $known_by))
  AND (t.valid_from IS NULL OR t.valid_from <= $day)
  AND ($ended OR t.valid_to IS NULL OR t.valid_to > $day)
  AND NOT t.tie_id IN $void
WITH collect([startNode(t).slot, endNode(t).slot, type(t)]) AS ends, collect(properties(t)) AS rows
RETURN
  [x IN ends | x[0]] AS source_id,
  [x IN ends | x[1]] AS target_id,
  [x IN rows | x.tie_id] AS tie_id,
  [x IN ends | x[2]] AS kind,
  [x IN rows | x.role] AS role,
  [x IN rows | x.share] AS share,
  [x IN rows | x.valid_from] AS valid_from,
  [x IN rows | x.valid_to] AS valid_to,
  [x IN rows | x.confidence] AS confidence
