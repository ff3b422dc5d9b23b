"""Clusters of a month: risk, identity, life line, sentences."""
