// purpose: nodes with their current content and the versions of their ties, as columns
// mode:    read
// params:  asked, batches
// returns: slot, node_id, first_known_on, label, former_names, status, region, known_on, batch_seq, entries
// source:  docs/adr/0020-reads-in-neo4j.md
UNWIND $asked.slots AS one
MATCH (n:Entity {slot: one})
WITH n, CASE WHEN n.first_known_seq > $batches THEN n.first_known_before ELSE n.first_known_on END AS first,
  CASE WHEN n:Enterprise THEN n.name WHEN n:Place THEN n.address WHEN n:Contact THEN n.display END AS text
WITH collect({slot: n.slot, id: n.id, first: first, label: text, former: n.former_names, status: n.status,
  region: n.region, known_on: n.known_on, batch_seq: n.batch_seq,
  entries: COUNT { (n)-[:LEGAL_REPRESENTATIVE_OF|HOLDS|OFFICER_OF|BRANCH_OF|GUARANTEES|LENDS_TO|LEASES_TO|TRADES_WITH|REGISTERED_AT|REACHED_AT|FILED_BY|POSSIBLY_SAME]-() }}) AS rows
RETURN
  [x IN rows | x.slot] AS slot,
  [x IN rows | x.id] AS node_id,
  [x IN rows | x.first] AS first_known_on,
  [x IN rows | x.label] AS label,
  [x IN rows | x.former] AS former_names,
  [x IN rows | x.status] AS status,
  [x IN rows | x.region] AS region,
  [x IN rows | x.known_on] AS known_on,
  [x IN rows | x.batch_seq] AS batch_seq,
  [x IN rows | x.entries] AS entries
