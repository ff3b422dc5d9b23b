// purpose: EnterpriseVersion nodes after a key, in the order of keys, as columns
// mode:    read
// params:  after, most
// returns: version_id, fact_id, name, former_names, entity_type, status, established_on, ended_on, revoked_on, registered_capital_cents, paid_in_capital_cents, staff_band, industry, region, supervising_authority, address, state_investor_body, listed, legal_person_id, known_on, basis, batch_seq, properties, bookkeeping, labels, batch_seq_again
// source:  docs/adr/0018-one-semantics-through-a-scratch-version.md
MATCH (n:EnterpriseVersion)
WHERE n.version_id > $after
WITH n ORDER BY n.version_id LIMIT $most
WITH n, properties(n) AS p
WITH collect(n) AS nodes, collect(p) AS rows
RETURN
  [x IN rows | x.version_id] AS version_id,
  [x IN rows | x.fact_id] AS fact_id,
  [x IN rows | x.name] AS name,
  [x IN rows | x.former_names] AS former_names,
  [x IN rows | x.entity_type] AS entity_type,
  [x IN rows | x.status] AS status,
  [x IN rows | x.established_on] AS established_on,
  [x IN rows | x.ended_on] AS ended_on,
  [x IN rows | x.revoked_on] AS revoked_on,
  [x IN rows | x.registered_capital_cents] AS registered_capital_cents,
  [x IN rows | x.paid_in_capital_cents] AS paid_in_capital_cents,
  [x IN rows | x.staff_band] AS staff_band,
  [x IN rows | x.industry] AS industry,
  [x IN rows | x.region] AS region,
  [x IN rows | x.supervising_authority] AS supervising_authority,
  [x IN rows | x.address] AS address,
  [x IN rows | x.state_investor_body] AS state_investor_body,
  [x IN rows | x.listed] AS listed,
  [x IN rows | x.legal_person_id] AS legal_person_id,
  [x IN rows | x.known_on] AS known_on,
  [x IN rows | x.basis] AS basis,
  [x IN rows | x.batch_seq] AS batch_seq,
  [x IN rows | size(keys(x))] AS properties,
  [x IN rows | 0] AS bookkeeping,
  [x IN nodes | size(labels(x))] AS labels,
  [x IN nodes | x.batch_seq] AS batch_seq_again
