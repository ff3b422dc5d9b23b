"""Exports of an application: the desk and its workers, from what the application was given."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from api.exports.desk import ExportDesk
from api.exports.folder import ExportFolder
from api.exports.register import ExportRegister
from api.exports.task import AuthorityName
from api.exports.workers import ExportWorkers

if TYPE_CHECKING:
    import sqlalchemy as sa

    from api.readers import Readers
    from api.security.audit import Audit
    from graph.settings import ExportSettings


def open_exports(
    settings: ExportSettings,
    *,
    engine: sa.Engine,
    home: Path,
    audit: Audit,
    readers: Callable[[], Readers],
    clock: Callable[[], float],
    authority_name: AuthorityName = lambda code: None,
) -> ExportWorkers:
    """Workers over a desk; no thread runs before ``start`` or the first request.

    Parameters
    ----------
    engine : sa.Engine
        State with the register.
    home : Path
        Home folder; files lie in its folder ``exports``.
    readers : callable
        Readers of the application at the time of making.
    clock : callable
        Seconds since 1970-01-01 UTC.
    authority_name : callable
        Name of a supervising authority by its code.
    """
    desk = ExportDesk(
        register=ExportRegister(engine),
        folder=ExportFolder(home),
        audit=audit,
        readers=readers,
        bounds=settings,
        authority_name=authority_name,
        clock=lambda: datetime.fromtimestamp(clock(), UTC),
    )
    return ExportWorkers(desk, threads=settings.threads)
