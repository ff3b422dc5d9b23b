"""Stamps of the published month on enterprise nodes, for people who write Cypher.

Each page of enterprises is one transaction, which also says how far the stamping got. A
run that was cut short leaves nodes whose ``score_month`` is not that of the Published
node; a re-run goes on after the last whole page. The Published node moves last. Persons
are never stamped.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog

from graph.arrays import Frame
from graph.errors import StoreError
from graph.store.neo4j.database import Database
from graph.store.neo4j.database_keys import last_slot
from graph.store.neo4j.lock import Fence, writing
from graph.store.neo4j.state import read_state

ROWS_A_TRANSACTION = 10_000
SLOTS_A_TRANSACTION = 200_000

_LOG = structlog.get_logger(__name__)

Progress = Callable[[int, int], None]
"""Called with the stamped and all enterprises."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """The Published node.

    Attributes
    ----------
    month, revision : str, int
        Revision whose stamps are complete, None before the first.
    stamping_month, stamping_revision : str, int
        Revision that is being stamped, None if none is.
    stamped_rows : int
        Enterprises of that one that are done.
    """

    month: str | None
    revision: int | None
    stamping_month: str | None
    stamping_revision: int | None
    stamped_rows: int | None

    def complete(self, month: str, revision: int) -> bool:
        """True if every stamp is that of the revision."""
        return self.stamping_month is None and (self.month, self.revision) == (month, revision)


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """What a publication did.

    Attributes
    ----------
    month, revision : str, int
    stamped : int
        Enterprises stamped by this run.
    resumed : int
        Enterprises that an earlier run had stamped.
    missing : int
        Enterprises of the month that this database does not have.
    cleared : int
        Enterprises that are no longer scored.
    fresh : bool
        False if these stamps were complete before.
    """

    month: str
    revision: int
    stamped: int = 0
    resumed: int = 0
    missing: int = 0
    cleared: int = 0
    fresh: bool = True


def read_published(database: Database) -> Published | None:
    """The Published node, None before the first publication."""
    found = database.read("cluster.published", Published)
    return found[0] if found else None


def publish(
    database: Database,
    month: str,
    revision: int,
    stamps: Frame,
    *,
    progress: Progress | None = None,
) -> Publication:
    """Stamp the enterprises of one published revision and clear all other stamps.

    Parameters
    ----------
    database : Database
    month : str
        YYYY-MM.
    revision : int
    stamps : Frame
        One row a scored enterprise, in an order that is the same in every run:
        ``enterprise_id``, ``class``, ``score`` (0-1000) and ``cluster`` (null if in none).
    progress : function, optional

    Returns
    -------
    Publication

    Raises
    ------
    StoreError
        If the database holds no store.
    StoreBusyError
        If another writer is at work.
    StoreUnreachableError
        If the server goes away; a re-run goes on.
    """
    if read_state(database) is None:
        raise StoreError(
            "publish: expected a database with a store, got an empty one; import a delivery first"
        )
    with writing(database) as fence:
        held = read_published(database)
        if held is not None and held.complete(month, revision):
            return Publication(month=month, revision=revision, fresh=False)
        run = _Run(database=database, fence=fence, month=month, revision=revision)
        resumed = run.begin()
        stamped = run.stamp(stamps, resumed, progress)
        cleared = run.clear()
        run.finish()
    done = Publication(
        month=month,
        revision=revision,
        stamped=stamped,
        resumed=resumed,
        missing=stamps.rows - resumed - stamped,
        cleared=cleared,
    )
    _LOG.info("graph.stamped", month=month, revision=revision, stamped=stamped, cleared=cleared)
    if done.missing:
        _LOG.warning("graph.stamps_without_node", month=month, missing=done.missing)
    return done


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """Writes of one publication, each of them fenced by the writer's token."""

    database: Database
    fence: Fence
    month: str
    revision: int

    def begin(self) -> int:
        return int(self._write("begin")["stamped_rows"])

    def stamp(self, stamps: Frame, start: int, progress: Progress | None) -> int:
        stamped = 0
        ids, classes, clusters = (stamps.text(name) for name in ("enterprise_id", "class", "cluster"))
        scores = stamps.numbers("score")
        for first in range(start, stamps.rows, ROWS_A_TRANSACTION):
            end = min(first + ROWS_A_TRANSACTION, stamps.rows)
            written = self._write(
                "stamp",
                stamped_rows=end,
                ids=ids[first:end].to_pylist(),
                classes=classes[first:end].to_pylist(),
                scores=scores[first:end].tolist(),
                clusters=clusters[first:end].to_pylist(),
            )
            stamped += int(written["stamped"])
            if progress is not None:
                progress(end, stamps.rows)
        return stamped

    def clear(self) -> int:
        ranges = range(0, last_slot(self.database, "entity") + 1, SLOTS_A_TRANSACTION)
        return sum(
            int(self._write("clear", first_slot=first, end_slot=first + SLOTS_A_TRANSACTION)["cleared"])
            for first in ranges
        )

    def finish(self) -> None:
        self._write("finish")

    def _write(self, name: str, **params: Any) -> dict[str, Any]:
        statement = f"cluster.publish_{name}"
        return self.fence.write(statement, month=self.month, revision=self.revision, **params)
