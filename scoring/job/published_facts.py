"""Facts of a published month, read instead of frozen again where nothing else came since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from graph.arrays import Frame
from graph.catalogue import catalogue_hash
from graph.same_person.verdicts import NO_LINKS, PersonLinks
from graph.snapshot import Snapshot
from graph.store.protocol import FactStore
from graph.store.since import RevisedStore
from scoring.exclusions import filings_left
from scoring.job.delta_inputs import statuses_since
from scoring.job.delta_refused import DeltaRefusedError
from scoring.job.frozen import Facts, FilingSource
from scoring.job.workbench import Finished
from scoring.measured_before import MeasuredBefore
from scoring.month_folders import MonthFolder, last_day
from scoring.pack_model import Pack
from scoring.results import Month, Months


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedFacts:
    """Facts without excluded ones, and what was measured of them.

    Attributes
    ----------
    month : Month
        Revision that holds them.
    facts : Facts
    before : MeasuredBefore
    """

    month: Month
    facts: Facts
    before: MeasuredBefore


def published_facts(
    home: Path,
    store: FactStore,
    filings: FilingSource,
    pack: Pack,
    as_of: date,
    known_by: date,
    *,
    persons: PersonLinks = NO_LINKS,
    whole: bool = False,
) -> PublishedFacts | None:
    """Facts that a freeze of these days would give after exclusion by a pack, if they are published.

    Parameters
    ----------
    home : Path
    store : FactStore
        Only the embedded one can say what came since.
    filings : FilingSource
    pack : Pack
        Its rules of repair and publication decide what is excluded.
    as_of, known_by : date
    persons : PersonLinks
        Verdicts that count.
    whole : bool
        Only a revision that was frozen itself: its manifest has the digest of the freeze.

    Returns
    -------
    PublishedFacts or None
        None where no revision has them, or this cannot be told.
    """
    folder = MonthFolder(home, f"{as_of:%Y-%m}")
    if not isinstance(store, RevisedStore) or last_day(folder.month) != as_of:
        return None
    months = Months(home)
    for revision in reversed(folder.published()):
        month = months.open(folder.month, revision)
        if month.info.known_by != known_by or (whole and "delta" in month.manifest):
            continue
        if _same(month, filings, pack, known_by, persons) and _nothing_since(store, month):
            return _of(month, filings, pack)
    return None


def _same(month: Month, filings: FilingSource, pack: Pack, known_by: date, persons: PersonLinks) -> bool:
    inputs = month.manifest["inputs"]
    now: dict[str, Any] = {
        "catalogue": catalogue_hash(),
        "code": version("guanlian"),
        "corrections": [],
        "filings": filings.digest(known_by),
        "persons": None if persons.empty else persons.digest,
        "preliminary": False,
    }
    if any(inputs.get(name) != value for name, value in now.items()):
        return False
    theirs = month.pack
    return theirs.repair == pack.repair and theirs.publication == pack.publication


def _nothing_since(store: RevisedStore, month: Month) -> bool:
    try:
        return not statuses_since(store, month, month.info.known_by).rows
    except DeltaRefusedError:
        return False


def _of(month: Month, filings: FilingSource, pack: Pack) -> PublishedFacts:
    # Mapped for itself: a month keeps what it maps.
    snapshot = Snapshot.read(month.path / "snapshot")
    left = filings_left(snapshot, filings.view(month.info.known_by, snapshot), pack)
    return PublishedFacts(
        month=month,
        facts=Facts(step=Finished("published", month.path, month.info.digest), filings=left),
        before=MeasuredBefore(frame=Frame.read(month.path / "measures.arrow"), pack=month.pack),
    )
