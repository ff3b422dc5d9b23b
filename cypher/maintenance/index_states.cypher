// purpose: state of the indexes of some names, also of those that stand behind constraints
// mode:    read
// params:  names
// returns: name, state
// source:  docs/adr/0017-data-model-in-neo4j.md
SHOW INDEXES YIELD name, state
WHERE name IN $names
RETURN name, state
ORDER BY name
