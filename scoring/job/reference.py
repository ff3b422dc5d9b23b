"""Reference tables of a home: the newest fitting ones, or built and recorded.

Tables come from a day before the month that uses them. Only where nothing was scored
then, or no record had a party yet (a first delivery without history), are they built on
the month's own day.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from graph.arrays import Frame, large_text
from graph.disk import disk_full_as_error
from graph.errors import JobError
from graph.filings import Filings
from graph.snapshot import Snapshot
from graph.store.protocol import FactStore
from scoring.classes import in_scope
from scoring.clusters.risk import build_rates
from scoring.clusters.rules import cluster_rules
from scoring.exclusions import exclude
from scoring.job.frozen import FilingSource, let_go
from scoring.job.own import own_of, raw_of_enterprises, relation_network
from scoring.job.published_facts import published_facts
from scoring.job.workbench import Progress, silent
from scoring.measured_before import MeasuredBefore
from scoring.measures.groups import GroupTables
from scoring.month_folders import MonthFolder
from scoring.pack_model import Pack
from scoring.reference import Reference, references
from scoring.reference_approval import is_candidate, is_refused, propose
from scoring.reference_build import measured_reference

_BUILDING = ".building-"
CLUSTER_RATES = "cluster_records"
"""Name under which the reference keeps adverse records for each month of existence, by group."""


def find_reference(home: Path, pack: Pack, day: date, *, candidates: bool = False) -> Reference | None:
    """Newest reference of this very pack from before a day; else one of that day; else None.

    Refused tables are left out; those that wait for a second person too, unless ``candidates``.
    """
    fitting = [found for found in _of_pack(home, pack, day) if candidates or not is_candidate(home, found.id)]
    before = [found for found in fitting if found.as_of < day]
    usable = before or fitting
    return usable[-1] if usable else None


def _of_pack(home: Path, pack: Pack, day: date) -> list[Reference]:
    found = (Reference.read(home, name) for name in references(home))
    fitting = [one for one in found if one.pack_hash == pack.hash and one.as_of <= day]
    return [one for one in fitting if not is_refused(home, one.id)]


def reference_in_force(folder: MonthFolder, pack: Pack) -> Reference | None:
    """Reference of the month's revision in force, if it used this pack: the same run gives the same bytes."""
    current = folder.current()
    if current is None:
        return None
    manifest = folder.manifest(current)
    if manifest["pack"]["hash"] != pack.hash:
        return None
    return Reference.read(folder.home, manifest["reference"]["id"])


def reference_for(
    home: Path,
    store: FactStore,
    filings: FilingSource,
    pack: Pack,
    day: date,
    progress: Progress = silent,
    *,
    candidates: bool = False,
) -> Reference:
    """Reference for a month that ends on a day; a first run builds and records it.

    Raises
    ------
    JobError
        If the only tables of the pack wait for a second person and ``candidates`` do not count, or
        those that would be built were refused.
    """
    found = find_reference(home, pack, day, candidates=candidates)
    if found is not None:
        return found
    waiting = _of_pack(home, pack, day)
    if waiting:
        raise JobError(
            f"reference {waiting[-1].id}: expected an approval by a second person before a month uses it, "
            "got none: nothing is published; guanlian reference approve",
            pack=pack.id,
        )
    earlier = day.replace(day=1) - timedelta(days=1)
    built = make_reference(home, store, filings, pack, earlier, otherwise=day, progress=progress)
    if is_refused(home, built.id):
        raise JobError(
            f"reference {built.id}: expected tables that nobody refused, got those a second person refused: "
            "nothing is published; guanlian reference build for another day, and have them approved",
            pack=pack.id,
        )
    return built


def make_reference(
    home: Path,
    store: FactStore,
    filings: FilingSource,
    pack: Pack,
    as_of: date,
    *,
    otherwise: date | None = None,
    proposed: tuple[str, date] | None = None,
    progress: Progress = silent,
) -> Reference:
    """Build, scale and record the reference tables of one day.

    Parameters
    ----------
    home : Path
    store : FactStore
    filings : FilingSource
    pack : Pack
    as_of : date
        Day of validity and of knowledge.
    otherwise : date, optional
        Day to take where ``as_of`` cannot serve as a reference: nothing was in scope, or
        no party of any record was known yet.
    proposed : (str, date), optional
        Who chose to build them, and when: a second person has to approve. Without, they are
        approved with the pack.
    progress : Progress

    Returns
    -------
    Reference
        Written to ``home/reference/<id>/``.
    """
    progress("reference", 0, 1)
    with disk_full_as_error("the reference tables", home), _building(home) as folder:
        built = _of_published(home, store, filings, pack, as_of)
        if built is None:
            place = folder / "first"
            store.freeze(as_of, as_of).write(place)
            if otherwise is not None and not _serves(Snapshot.read(place), pack):
                place = folder / "second"
                store.freeze(otherwise, otherwise).write(place)
            let_go(store)
            built = _built(home, filings, pack, place)
        if proposed is not None:
            propose(home, built, *proposed)
        built.write(home)
    progress("reference", 1, 1)
    return built


def _serves(snapshot: Snapshot, pack: Pack) -> bool:
    """Whether rates can be measured: parties of a first delivery are known from its day on, not before."""
    anonymous = snapshot.records.rows > 0 and snapshot.parties.rows == 0
    return bool(in_scope(snapshot, pack).scored.any()) and not anonymous


def _of_published(
    home: Path, store: FactStore, filings: FilingSource, pack: Pack, day: date
) -> Reference | None:
    """The same tables from a month that ended that day and holds the same facts; None if none does."""
    found = published_facts(home, store, filings, pack, day, day, whole=True)
    if found is None or not _serves(found.facts.read(), pack):
        return None
    digest = f"{found.month.manifest['snapshot_digest']}:{filings.digest(day)}"
    return _measured(home, found.facts.read(), found.facts.filings, pack, digest, found.before)


def _built(home: Path, filings: FilingSource, pack: Pack, place: Path) -> Reference:
    """Tables, cluster rates and scale of the snapshot in a folder."""
    snapshot = Snapshot.read(place)
    day, digest = snapshot.as_of, f"{snapshot.digest()}:{filings.digest(snapshot.as_of)}"
    excluded = exclude(snapshot, filings.view(day, Snapshot.read(place)), pack)
    excluded.snapshot.write(place / "kept", (snapshot, place))
    facts, kept_filings = Snapshot.read(place / "kept"), excluded.filings
    del snapshot, excluded
    return _measured(home, facts, kept_filings, pack, digest, None)


def _measured(
    home: Path, facts: Snapshot, filings: Filings, pack: Pack, digest: str, before: MeasuredBefore | None
) -> Reference:
    """Tables, cluster rates and scale of facts without excluded ones."""
    previous = find_reference(home, pack, facts.as_of - timedelta(days=1))
    tables, indicators = measured_reference(
        facts, filings, pack, input_digest=digest, previous=previous, before=before
    )
    tables = replace(tables, tables=_with_cluster_rates(tables.tables, facts, pack))
    own = own_of(indicators, facts, pack, tables)
    _, network = relation_network(facts, own.indicators, pack, tables)
    raw = raw_of_enterprises(network)
    scored = own.scope.scored
    return tables.with_scale(raw[scored], pack, previous, own.hazards.structural[scored])


@contextmanager
def _building(home: Path) -> Iterator[Path]:
    """Folder for mapped snapshots while tables are built; what a killed run left is removed."""
    place = home / "reference"
    place.mkdir(parents=True, exist_ok=True)
    for left in place.glob(f"{_BUILDING}*"):
        shutil.rmtree(left, ignore_errors=True)
    with TemporaryDirectory(dir=place, prefix=_BUILDING) as name:
        yield Path(name)


def cluster_rates(reference: Reference) -> Frame:
    """Rates of adverse records by group, as ``expected_records`` reads them."""
    rates = reference.tables.rates.get(CLUSTER_RATES)
    if rates is None:
        raise JobError(f"reference {reference.id} has no cluster rates: build it again with `reference`")
    names = sorted(rates)
    return Frame({"group": large_text(names), "rate": np.array([rates[name] for name in names])})


def _with_cluster_rates(tables: GroupTables, snapshot: Snapshot, pack: Pack) -> GroupTables:
    rates = build_rates(snapshot, cluster_rules(pack.clusters.content).risk)
    by_group = dict(zip(rates.text("group").to_pylist(), rates.numbers("rate").tolist(), strict=True))
    return replace(tables, rates={**tables.rates, CLUSTER_RATES: by_group})
