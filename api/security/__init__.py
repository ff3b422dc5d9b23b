"""Who may see and do what: accounts, sessions, keys, rights, scope, audit."""
