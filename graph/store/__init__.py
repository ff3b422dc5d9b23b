"""Fact stores behind one protocol."""
