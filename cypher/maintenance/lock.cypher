// purpose: write lock of the one writer; held as long as its transaction
// mode:    write
// params:  token
// returns: name
// source:  docs/adr/0017-data-model-in-neo4j.md
MERGE (w:Writer {name: 'guanlian'})
SET w.token = $token
RETURN w.name AS name
