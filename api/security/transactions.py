"""Transactions on the row-wise state: what the database refuses is one line of ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from graph.state import refusal


@contextmanager
def transaction(engine: sa.Engine, what: str) -> Iterator[sa.Connection]:
    """Connection in a transaction of its own: committed whole or not at all.

    Parameters
    ----------
    engine : Engine
        From ``graph.state.open_state``.
    what : str
        What cannot be done if the database refuses, such as ``the session cannot be opened``.

    Raises
    ------
    StoreError
        If the state is locked, away or damaged.
    DiskFullError
        If it has no room.
    """
    try:
        with engine.begin() as connection:
            yield connection
    except sa.exc.DBAPIError as error:
        raise refusal(engine, error, what) from error
