"""The embedded store: immutable versions of memory-mapped Arrow files."""
