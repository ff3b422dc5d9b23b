"""Facts of one panel day: what was known then, without what art. 10 withdrew by the training day.

Facts dated or learnt after the day change nothing here but through a withdrawal: a fact
that proved no basis leaves every panel, whenever that became known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import Frame, large_text
from graph.domain import DAY_OPEN, DAY_UNKNOWN, day_number
from graph.snapshot import Snapshot
from graph.store.protocol import FactStore
from scoring.exclusions import ARTICLES, Excluded, exclude
from scoring.job.frozen import FilingSource, let_go
from scoring.pack_model import Pack

WITHDRAWN = tuple(sorted(state for state, article in ARTICLES.items() if article.startswith("XJ art. 10")))
"""Statuses that take a fact out of every panel; repair and expiry obey the panel's day."""


def facts_at(
    store: FactStore,
    filings: FilingSource,
    pack: Pack,
    day: date,
    training_day: date,
    scratch: Path | None = None,
) -> Excluded:
    """Facts of a panel day, ready to be measured.

    Parameters
    ----------
    store : FactStore
    filings : FilingSource
    pack : Pack
        Its dated rules of repair and publication hold on the panel's day.
    day, training_day : date
        Day of validity and knowledge, and the day by which withdrawals are known.
    scratch : Path, optional
        Empty folder; the facts are written there and mapped, so that they take no memory
        that cannot be taken back. Whoever reads them removes it.
    """
    later = store.freeze(day, training_day).statuses if training_day > day else None
    known = store.freeze(day, day)
    if later is not None:
        known = replace(known, statuses=withdrawn_statuses(known.statuses, later, day, training_day))
    if scratch is None:
        return exclude(known, filings.view(day, known), pack)
    known.write(scratch / "known")
    del known
    let_go(store)
    return _mapped(filings, pack, day, scratch)


def _mapped(filings: FilingSource, pack: Pack, day: date, scratch: Path) -> Excluded:
    known = Snapshot.read(scratch / "known")
    facts = exclude(known, filings.view(day, known), pack)
    facts.snapshot.write(scratch / "facts", (known, scratch / "known"))
    return replace(facts, snapshot=Snapshot.read(scratch / "facts"))


def outcome_facts(store: FactStore, filings: FilingSource, pack: Pack, training_day: date) -> Snapshot:
    """Facts of the training day that labels come from: withdrawn ones are out, expired ones are in.

    The end of a publication and a repair undo no event.
    """
    snapshot = store.freeze(training_day, training_day)
    lasting: Mapping[str, object] = {
        "publication": pack.publication.model_copy(update={"active": False}),
        "repair": pack.repair.model_copy(update={"active": False}),
    }
    return exclude(snapshot, filings.view(training_day, snapshot), pack.model_copy(update=lasting)).snapshot


def withdrawn_statuses(known: Frame, later: Frame, day: date, training_day: date) -> Frame:
    """Statuses of a panel day: its own, and withdrawals known by the training day as if of that day.

    Parameters
    ----------
    known : Frame
        Statuses known and effective on the day.
    later : Frame
        Statuses of the same facts known and effective by the training day.
    day, training_day : date

    Returns
    -------
    Frame
        In the order of status_id.
    """
    limit, end = day_number(day), later.numbers("ends_on")
    lifted = (end != DAY_OPEN) & (end != DAY_UNKNOWN) & (end <= day_number(training_day))
    taken = later.take(_withdraws(later) & ~lifted)
    taken = taken.replace(
        effective_on=np.minimum(taken.numbers("effective_on"), limit).astype(np.int32),
        ends_on=np.full(taken.rows, DAY_OPEN, np.int32),
    )
    both = _joined(known.take(~_withdraws(known)), taken)
    order = pc.sort_indices(both.text("status_id"))
    return both.take(np.asarray(order).astype(np.int64))


def _withdraws(statuses: Frame) -> np.ndarray:
    words = pa.array(WITHDRAWN, pa.large_string())
    return np.asarray(pc.is_in(statuses.text("status"), value_set=words), dtype=np.bool_)


def _joined(first: Frame, second: Frame) -> Frame:
    return Frame(
        {
            name: np.concatenate([first.numbers(name), second.numbers(name)])
            if isinstance(first[name], np.ndarray)
            else large_text(pa.concat_arrays([first.text(name), second.text(name)]))
            for name in first
        }
    )
