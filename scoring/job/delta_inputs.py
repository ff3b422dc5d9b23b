"""What came since a published revision, and why a revision of changed rows cannot stand on it."""

from __future__ import annotations

from datetime import date
from importlib.metadata import version
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import Frame
from graph.catalogue import catalogue_hash
from graph.store.since import RevisedStore
from scoring.decisions import DecisionsInForce
from scoring.job.delta_facts import FactsLeft, ended
from scoring.job.delta_places import positions
from scoring.job.delta_refused import DeltaRefusedError
from scoring.job.frozen import FilingSource
from scoring.job.previous import PreviousMonth
from scoring.job.steps import Rulebook
from scoring.month_folders import MonthFolder
from scoring.results import Month, Months
from scoring.same_persons import PersonSource, counts_candidates, links_of


def refuse_other_inputs(
    folder: MonthFolder,
    base: Month,
    filings: FilingSource,
    known_by: date,
    decisions: DecisionsInForce,
    persons: PersonSource | None,
    rules: Rulebook,
) -> None:
    """Refuse where more than statuses differs from what the base was made of."""
    inputs = base.manifest["inputs"]
    previous = PreviousMonth.of(folder.home, folder.month)
    links = links_of(persons, known_by, rules.pack)
    now = {
        "pack": base.pack.hash,
        "reference": rules.reference.hash,
        "catalogue": catalogue_hash(),
        "code": version("guanlian"),
        "previous": None if previous is None else previous.reference.digest,
        "filings": filings.digest(base.info.known_by),
        "decisions": decisions.digest,
        "persons": None if links.empty else links.digest,
    }
    for name, value in now.items():
        if inputs.get(name) != value:
            raise DeltaRefusedError(f"another {name} than that of r{base.info.revision:03d} counts now")
    if inputs["corrections"]:
        raise DeltaRefusedError("the month lists corrected facts")
    if counts_candidates(rules.pack):
        raise DeltaRefusedError("the pack counts links between persons that nobody reviewed")


_OF_THE_BASE = ("pack", "reference", "model", "corrections", "salt")
"""Inputs that a revision takes over from its base, whatever counts now."""


class StatusEndedError(DeltaRefusedError):
    """A status of a revision has ended: its fact, which the revision lacks, counts again."""


def base_for(months: Months, folder: MonthFolder, store: RevisedStore, known_by: date) -> tuple[Month, Frame]:
    """Newest revision that holds every fact which counts by a day, and the statuses that came since.

    An objection that was lifted is undone by standing on a revision from before it, made by the same
    rules as the one in force.

    Raises
    ------
    DeltaRefusedError
        If no revision of the month serves.
    """
    said: DeltaRefusedError | None = None
    newest: dict[str, Any] | None = None
    for revision in reversed(folder.published()):
        base = months.open(folder.month, revision)
        if base.info.preliminary:
            break
        inputs = {name: base.manifest["inputs"].get(name) for name in _OF_THE_BASE}
        newest = newest or inputs
        others = [name for name, value in inputs.items() if value != newest[name]]
        if others:
            raise DeltaRefusedError(
                f"the revision before the ended status, r{revision:03d}, has another {others[0]}"
            )
        try:
            return base, statuses_since(store, base, known_by)
        except StatusEndedError as ended_since:
            said = said or ended_since
    raise said or DeltaRefusedError("every revision of the month is preliminary")


def statuses_since(store: RevisedStore, base: Month, known_by: date) -> Frame:
    """Statuses that came since the base.

    Raises
    ------
    StatusEndedError
        If one that took a fact out of the base has ended.
    DeltaRefusedError
        If anything else came since, or a status counts no more.
    """
    found = store.since()
    if found is None:
        raise DeltaRefusedError("the store is empty, or an undo was cut short")
    info = base.info
    now, before = found.statuses_known(info.as_of, known_by), base.snapshot.statuses
    other = found.other_facts_since(info.store_version, info.as_of, now)
    if other is not None:
        raise DeltaRefusedError(other)
    known = np.asarray(pc.is_in(now.text("status_id"), value_set=before.text("status_id")))
    if known.sum() != before.rows:
        raise DeltaRefusedError("a status of the base counts no more")
    kept = now.take(known)
    if not np.array_equal(kept.numbers("effective_on"), before.numbers("effective_on")):
        raise DeltaRefusedError("a status of the base takes effect on another day")
    if (ended(kept, known_by) & ~ended(before, info.known_by)).any():
        raise StatusEndedError("a status of the base has ended: its fact counts again")
    if not np.array_equal(kept.numbers("ends_on"), before.numbers("ends_on")):
        raise DeltaRefusedError("a status of the base ends on another day")
    return now.take(~known)


def refuse_excluded_already(store: RevisedStore, base: Month, facts: FactsLeft, statuses: Frame) -> None:
    """Refuse where a record of a changed decision, or one that replaces, is not in the month though known."""
    found = store.since()
    replacing = pc.unique(pc.drop_null(statuses.text("replaced_by")))
    absent = replacing.filter(
        pa.array(positions(replacing, base.snapshot.records.text("record_id")) < 0, pa.bool_())
    )
    if found is not None and len(absent) and found.knows_records(absent, base.info.as_of):
        raise DeltaRefusedError("a record that replaces another is excluded or united")
    decisions = pc.drop_null(base.snapshot.records.text("decision_id").take(pa.array(facts.decided)))
    if found is None or not len(decisions):
        return
    ids = found.records_of_decisions(pc.unique(decisions))
    ours = base.snapshot.records.text("record_id").take(pa.array(facts.decided))
    if not pc.all(pc.is_in(ids, value_set=ours)).as_py():
        raise DeltaRefusedError("another record of the decision is excluded, united or known later")
