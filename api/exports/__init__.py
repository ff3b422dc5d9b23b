"""Exports: files made from the published month, each for a stated purpose, each on record."""
