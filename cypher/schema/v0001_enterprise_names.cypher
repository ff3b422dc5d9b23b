// purpose: full-text search of present and former names, Chinese cut into pairs of characters
// mode:    schema
// params:  -
// returns: -
// source:  docs/adr/0017-data-model-in-neo4j.md
CREATE FULLTEXT INDEX enterprise_names IF NOT EXISTS FOR (n:Enterprise|EnterpriseVersion) ON EACH [n.name, n.former_names]
OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}}
