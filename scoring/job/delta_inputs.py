"""What came since a published revision, and why a revision of changed rows cannot stand on it."""

from __future__ import annotations

from datetime import date
from importlib.metadata import version

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import Frame
from graph.catalogue import catalogue_hash
from graph.domain import DAY_OPEN, DAY_UNKNOWN, day_number
from graph.store.embedded.since import other_facts_since, records_of_decisions, statuses_known
from graph.store.embedded.store import EmbeddedStore
from scoring.decisions import DecisionsInForce
from scoring.job.delta_facts import DeltaRefusedError, FactsLeft
from scoring.job.frozen import FilingSource
from scoring.job.previous import PreviousMonth
from scoring.job.steps import Rulebook
from scoring.month_folders import MonthFolder
from scoring.results import Month
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


def statuses_since(store: EmbeddedStore, base: Month, known_by: date) -> Frame:
    """Statuses that came since the base."""
    found = store.version()
    if found is None:
        raise DeltaRefusedError("the store is empty")
    info = base.info
    other = other_facts_since(found, info.store_version, info.as_of, known_by)
    if other is not None:
        raise DeltaRefusedError(other)
    now, before = statuses_known(found, info.as_of, known_by), base.snapshot.statuses
    known = np.asarray(pc.is_in(now.text("status_id"), value_set=before.text("status_id")))
    if known.sum() != before.rows:
        raise DeltaRefusedError("a status of the base counts no more")
    lasts = {
        name: np.array_equal(now.numbers(name)[known], before.numbers(name))
        for name in ("effective_on", "ends_on")
    }
    ends = now.numbers("ends_on")
    ended = (ends != DAY_OPEN) & (ends != DAY_UNKNOWN) & (ends > day_number(info.known_by))
    if not all(lasts.values()) or (ended & (ends <= day_number(known_by))).any():
        raise DeltaRefusedError("a status of the base has ended: its fact counts again")
    return now.take(~known)


def refuse_excluded_already(store: EmbeddedStore, base: Month, facts: FactsLeft) -> None:
    """Refuse where a record of a changed decision is not in the month, for whatever reason."""
    found = store.version()
    decisions = pc.drop_null(base.snapshot.records.text("decision_id").take(pa.array(facts.decided)))
    if found is None or not len(decisions):
        return
    ids = records_of_decisions(found, pc.unique(decisions))
    ours = base.snapshot.records.text("record_id").take(pa.array(facts.decided))
    if not pc.all(pc.is_in(ids, value_set=ours)).as_py():
        raise DeltaRefusedError("another record of the decision is excluded, united or known later")
