"""Named Cypher statements, one a file, and the catalogue that checks their headers."""
