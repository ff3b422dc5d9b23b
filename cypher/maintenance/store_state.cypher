// purpose: what the store says about itself
// mode:    read
// params:  -
// returns: schema_version, batches, entities, records, loading, loading_seq, loading_form, given_back, mark, token, undoing, undoing_batch, undoing_day, undoing_cut, undone_before, undone_days, rows_enterprises, rows_persons, rows_places, rows_contacts, rows_ties, rows_records, rows_record_items, rows_parties, rows_fact_statuses, rows_identifiers, rows_coverage
// source:  docs/adr/0017-data-model-in-neo4j.md
MATCH (s:Store {name: 'guanlian'})
RETURN
  s.schema_version AS schema_version,
  s.batches AS batches,
  s.entities AS entities,
  s.records AS records,
  s.loading AS loading,
  s.loading_seq AS loading_seq,
  s.loading_form AS loading_form,
  s.given_back AS given_back,
  s.mark AS mark,
  s.token AS token,
  s.undoing AS undoing,
  s.undoing_batch AS undoing_batch,
  s.undoing_day AS undoing_day,
  s.undoing_cut AS undoing_cut,
  coalesce(s.undone_before, []) AS undone_before,
  coalesce(s.undone_days, []) AS undone_days,
  s.rows_enterprises AS rows_enterprises,
  s.rows_persons AS rows_persons,
  s.rows_places AS rows_places,
  s.rows_contacts AS rows_contacts,
  s.rows_ties AS rows_ties,
  s.rows_records AS rows_records,
  s.rows_record_items AS rows_record_items,
  s.rows_parties AS rows_parties,
  s.rows_fact_statuses AS rows_fact_statuses,
  s.rows_identifiers AS rows_identifiers,
  s.rows_coverage AS rows_coverage
ORDER BY s.name LIMIT 1
