"""A fact store and filings that hand out prepared snapshots, and months made from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, cast

from graph.filings import Filings, MemoryFilings
from graph.snapshot import Snapshot
from graph.store.protocol import FactStore, StoreState
from scoring.job.run import PublishedMonth, run_month
from scoring.pack import load_pack
from scoring.pack_model import Pack
from tests.frozen_world import world

TODAY = date(2027, 1, 1)


class FrozenStore:
    """Freezes to the snapshot prepared for a day; to an empty one on any other day."""

    def __init__(self, snapshots: Mapping[date, Snapshot]) -> None:
        self._snapshots = dict(snapshots)

    def freeze(self, as_of: date, known_by: date, corrections: Sequence[str] = ()) -> Snapshot:
        return self._snapshots.get(as_of) or world(as_of=as_of, known_by=known_by)

    def state(self) -> StoreState:
        return StoreState(version="prepared", batches=())


class PreparedFilings:
    """Filings by day of knowledge; none by default."""

    def __init__(self, views: Mapping[date, Filings] | None = None) -> None:
        self._views = dict(views or {})

    def version(self) -> None:
        return None

    def at_version(self, version: int | None) -> PreparedFilings:
        return self

    def view(self, known_by: date, snapshot: Snapshot, corrections: Sequence[str] = ()) -> Filings:
        return self._views.get(known_by, MemoryFilings({}))

    def revised(self, since: date, until: date) -> tuple[str, ...]:
        return ()

    def digest(self, known_by: date) -> str:
        return f"prepared {known_by if known_by in self._views else 'none'}"


def make_prepared_month(
    home: Path, snapshot: Snapshot, pack: Pack | None = None, **more: Any
) -> PublishedMonth:
    """Month of a prepared snapshot."""
    return run_month(
        home=home,
        store=cast(FactStore, FrozenStore({snapshot.as_of: snapshot})),
        filings=more.pop("filings", PreparedFilings()),
        pack=pack or load_pack("mrt"),
        month=f"{snapshot.as_of:%Y-%m}",
        today=TODAY,
        **more,
    )
