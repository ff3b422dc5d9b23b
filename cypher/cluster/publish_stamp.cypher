// purpose: stamp one page of enterprises, and how far the stamping got
// mode:    write
// params:  token, month, revision, stamped_rows, ids, classes, scores, clusters
// returns: written, stamped
// source:  docs/adr/0021-bulk-import.md
MATCH (s:Store {name: 'guanlian'})
SET s.touched_by = $token
WITH s WHERE s.token = $token
MATCH (p:Published {name: 'guanlian'})
WHERE p.stamping_month = $month AND p.stamping_revision = $revision
SET p.stamped_rows = $stamped_rows
WITH p
UNWIND range(0, size($ids) - 1) AS i
OPTIONAL MATCH (e:Entity {id: $ids[i]})
WHERE e:Enterprise
SET e.class = $classes[i],
    e.score = $scores[i],
    e.cluster = $clusters[i],
    e.score_month = $month,
    e.score_revision = $revision
RETURN count(DISTINCT p) AS written, count(e) AS stamped
