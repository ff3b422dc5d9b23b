// purpose: enterprises that ever had a name with the words of a full-text query, as columns
// mode:    read
// params:  words, max_rows
// returns: node_id
// source:  docs/adr/0020-reads-in-neo4j.md
CALL db.index.fulltext.queryNodes('enterprise_names', $words, {limit: $max_rows}) YIELD node
WITH coalesce(node.id, node.fact_id) AS found
WHERE found IS NOT NULL
RETURN collect(found) AS node_id
