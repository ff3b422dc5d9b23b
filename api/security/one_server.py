"""One process serves a home and its state: limits on requests and unknown names are in its memory.

A second one would give every caller the limits again, so it does not start. The locks go with the
process that held them, however it ended.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from graph.errors import StoreBusyError
from graph.locks import held_alone

LOCK = "serve.lock"
_POSTGRES_LOCK = 0x67756172
_BUSY = (
    "serve: expected to be the only process that serves this {what}, another one does; "
    "stop it first: limits on requests are those of one process"
)


@contextmanager
def one_server(home: Path, engine: sa.Engine) -> Iterator[None]:
    """Be the only process that serves a home, and a state that several machines can reach.

    Parameters
    ----------
    home : Path
    engine : Engine
        Of the state.

    Raises
    ------
    StoreBusyError
        If another process serves one of them.
    """
    with held_alone(home / LOCK, _BUSY.format(what="home")):
        if engine.dialect.name != "postgresql":
            yield
            return
        # The server gives the lock back when this connection ends.
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if not connection.execute(sa.select(sa.func.pg_try_advisory_lock(_POSTGRES_LOCK))).scalar_one():
                raise StoreBusyError(_BUSY.format(what="state"))
            try:
                yield
            finally:
                connection.execute(sa.select(sa.func.pg_advisory_unlock(_POSTGRES_LOCK)))
