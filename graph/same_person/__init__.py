"""Persons who may be one: search, reviews, joined ids."""
