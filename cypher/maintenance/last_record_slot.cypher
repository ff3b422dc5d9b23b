// purpose: greatest slot of a node :Record; no row where there is none
// mode:    read
// params:  -
// returns: slot
// source:  docs/adr/0021-bulk-import.md
MATCH (n:Record)
WHERE n.slot >= 0
RETURN n.slot AS slot
ORDER BY slot DESC
LIMIT 1
