// purpose: say which batch is being loaded; its rows stay invisible
// mode:    write
// params:  token, batch, sequence, form
// returns: written
// source:  docs/adr/0017-data-model-in-neo4j.md
MATCH (s:Store {name: 'guanlian'})
SET s.touched_by = $token
WITH s WHERE s.token = $token
SET s.loading = $batch, s.loading_seq = $sequence, s.loading_form = $form
RETURN count(*) AS written
