// purpose: versions of the identifiers that ever had a value, with the entity of each
// mode:    read
// params:  value, max_rows
// returns: identifier_key, value_then, slot, entity_id, known_on, batch_seq
// source:  docs/adr/0020-reads-in-neo4j.md
CALL () {
  MATCH (i:Identifier {value: $value}) RETURN i.id AS identifier_key
  UNION
  MATCH (v:IdentifierVersion {value: $value}) RETURN v.fact_id AS identifier_key
}
WITH identifier_key ORDER BY identifier_key LIMIT $max_rows
CALL (identifier_key) {
  MATCH (i:Identifier {id: identifier_key})
  RETURN i.value AS value_then, i.entity_id AS entity_id, i.known_on AS known_on, i.batch_seq AS batch_seq
  UNION ALL
  MATCH (v:IdentifierVersion {fact_id: identifier_key})
  RETURN v.value AS value_then, v.entity_id AS entity_id, v.known_on AS known_on, v.batch_seq AS batch_seq
}
MATCH (n:Entity {id: entity_id})
RETURN identifier_key, value_then, n.slot AS slot, entity_id, known_on, batch_seq
ORDER BY identifier_key, known_on, batch_seq LIMIT $max_rows
