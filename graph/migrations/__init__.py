"""Alembic migrations of the row-wise state, shipped with the package."""
