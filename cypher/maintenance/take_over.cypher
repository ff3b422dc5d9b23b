// purpose: make one token the only one whose writes count
// mode:    write
// params:  token
// returns: batches
// source:  docs/adr/0017-data-model-in-neo4j.md
MATCH (s:Store {name: 'guanlian'})
SET s.token = $token
RETURN s.batches AS batches
