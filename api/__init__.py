"""How people and systems reach it: command line and HTTP."""
