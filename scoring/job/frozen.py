"""Steps freeze and exclude: what was known, then the same without excluded facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol, runtime_checkable

from graph.errors import JobError
from graph.filings import Filings
from graph.same_person.unite import unite
from graph.same_person.verdicts import NO_LINKS, PersonLinks
from graph.snapshot import Snapshot
from graph.store.protocol import FactStore
from scoring.exclusions import exclude
from scoring.job.workbench import Finished, Workbench
from scoring.pack_model import Pack

_TRIES = 5


@runtime_checkable
class VersionedStore(Protocol):
    """A fact store whose versions a month can pin."""

    def current_version(self) -> str | None:
        """Name of the version in force."""
        ...

    def pin(self, version: str, by: str) -> None:
        """Keep a version as long as ``by`` needs it."""
        ...

    def unpin(self, by: str) -> None:
        """Release what ``by`` pinned."""
        ...


@runtime_checkable
class MappedStore(Protocol):
    """A fact store that maps files and can let them go."""

    def release(self) -> None:
        """Forget what was mapped; the store is opened again when it is read."""
        ...


def let_go(store: FactStore) -> None:
    """Let a store's mapped files go: their pages would count all through the run."""
    if isinstance(store, MappedStore):
        store.release()


class FilingSource(Protocol):
    """Filings as of a day of knowledge, joined to a snapshot's codes."""

    def version(self) -> int | None:
        """Version that is read; None of what has none."""
        ...

    def at_version(self, version: int | None) -> FilingSource:
        """The same as it was known by a version; by None what is read here."""
        ...

    def view(self, known_by: date, snapshot: Snapshot, corrections: Sequence[str] = ()) -> Filings:
        """Filings known by a day and by the snapshot's day; corrections count when known later."""
        ...

    def digest(self, known_by: date) -> str:
        """Digest of what ``view`` reads."""
        ...

    def revised(self, since: date, until: date) -> Sequence[str]:
        """Filings known by a day of which another version was learnt after it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """The frozen snapshot of a run, and the versions of store and filings it came from."""

    step: Finished
    store_version: str
    filings_digest: str
    filings_version: int | None

    @property
    def folder(self) -> Path:
        """Folder of the snapshot."""
        return self.step.folder / "snapshot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What may be used: snapshot on disk and filings, without excluded facts.

    Every step maps the snapshot for itself, so that its pages go when the step ends.
    """

    step: Finished
    filings: Filings

    @property
    def folder(self) -> Path:
        """Folder of the snapshot."""
        return self.step.folder / "snapshot"

    def read(self) -> Snapshot:
        """Map the snapshot."""
        return Snapshot.read(self.folder)


def freeze_step(
    bench: Workbench,
    store: FactStore,
    filings: FilingSource,
    *,
    as_of: date,
    known_by: date,
    corrections: Sequence[str],
    pinned_by: str,
    persons: PersonLinks = NO_LINKS,
) -> Frozen:
    """Freeze the store into the work folder, its version pinned.

    Parameters
    ----------
    bench : Workbench
    store : FactStore
        Its version is pinned if it has versions.
    filings : FilingSource
    as_of, known_by : date
    corrections : sequence of str
        Ids of facts learnt after ``as_of`` that count.
    pinned_by : str
        Name of the pin.
    persons : PersonLinks
        Verdicts on persons known by ``known_by``: joined ids are one node of the snapshot.
    """
    version = _pin(store, pinned_by)
    inputs = {
        "store": version,
        "as_of": as_of.isoformat(),
        "known_by": known_by.isoformat(),
        "corrections": sorted(corrections),
    }
    if not persons.empty:
        inputs["persons"] = persons.digest

    def make(folder: Path) -> None:
        unite(store.freeze(as_of, known_by, corrections), persons).write(folder / "snapshot")
        let_go(store)
        if isinstance(store, VersionedStore) and store.current_version() not in (version, None):
            raise JobError(f"the store was loaded while version {version} was frozen: run again")

    step = bench.step("freeze", inputs, make)
    return Frozen(
        step=step,
        store_version=version,
        filings_digest=filings.digest(known_by),
        filings_version=filings.version(),
    )


def _pin(store: FactStore, by: str) -> str:
    """Pin the version in force; a load that switches it meanwhile is followed."""
    if not isinstance(store, VersionedStore):
        return store.state().version
    for _ in range(_TRIES):
        version = store.current_version()
        if version is None:
            return store.state().version
        store.pin(version, by)
        if store.current_version() == version:
            return version
    return version or store.state().version


def exclude_step(bench: Workbench, frozen: Frozen, filings: Filings, pack: Pack) -> Facts:
    """Take excluded facts out before anything is measured or propagated.

    Parameters
    ----------
    bench : Workbench
    frozen : Frozen
    filings : Filings
        Of the frozen snapshot; a view must not hold its ties and records.
    pack : Pack
    """
    inputs = {"snapshot": frozen.step.digest, "filings": frozen.filings_digest, "pack": pack.hash}
    snapshot = Snapshot.read(frozen.folder)
    excluded = exclude(snapshot, filings, pack)

    def make(folder: Path) -> None:
        excluded.snapshot.write(folder / "snapshot", (snapshot, frozen.folder))
        excluded.dropped.write(folder / "excluded.arrow")

    return Facts(step=bench.step("exclude", inputs, make), filings=excluded.filings)
