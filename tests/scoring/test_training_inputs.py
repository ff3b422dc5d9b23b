"""Training on homes that lack something: isolated firms, one hub, a fact that was withdrawn."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.compute as pc
import pytest

from gnn.artefact import models_of
from graph.arrays import Frame, large_text
from graph.domain import DAY_OPEN, NodeKind, day_number
from graph.errors import ModelError
from graph.filings import FilingStore
from graph.snapshot import Snapshot
from graph.store.embedded.store import EmbeddedStore
from scoring.excluded_records import keep_records
from scoring.model_registry import approve_model
from scoring.pack import load_pack
from scoring.relation_choice import MODELS
from scoring.training.panel_facts import WITHDRAWN
from scoring.training.plan import TrainingPlan
from scoring.training.trained import Trained
from tests.trained_province import APPROVER, TRAINING_DAY, quick_plan, trained_in

Change = Callable[[Snapshot], Snapshot]
LEARNT = date(2026, 8, 1)


@dataclass(frozen=True, slots=True)
class ChangedStore:
    """A store whose freezes are changed before anybody sees them."""

    base: EmbeddedStore
    change: Change

    def state(self) -> Any:
        return self.base.state()

    def freeze(self, as_of: date, known_by: date) -> Snapshot:
        return self.change(self.base.freeze(as_of, known_by))


def small_plan() -> TrainingPlan:
    """One day that trains, few trees."""
    plan = quick_plan(most_days=1)
    return plan.model_copy(update={"own_score": plan.own_score.model_copy(update={"trees": 10})})


def trained_on(history: Path, home: Path, change: Change) -> tuple[Path, Trained]:
    shutil.copytree(history, home)
    store = ChangedStore(EmbeddedStore(home), change)
    return home, trained_in(home, store=store, plan=small_plan())


def without_ties(snapshot: Snapshot) -> Snapshot:
    return replace(snapshot, ties=snapshot.ties.take(np.zeros(snapshot.ties.rows, np.bool_)))


def with_one_hub(snapshot: Snapshot) -> Snapshot:
    """Every other tie of a person is that of the first person."""
    ties, first = snapshot.ties, snapshot.node_starts[NodeKind.PERSON]
    source = ties.numbers("src").copy()
    of_person = np.flatnonzero((source >= first) & (source < first + snapshot.persons.rows))
    source[of_person[::2]] = first
    order = np.lexsort((ties.numbers("dst"), source, ties.numbers("kind")))
    return replace(snapshot, ties=ties.replace(src=source).take(order))


def test_where_all_firms_are_isolated_the_gate_keeps_the_baseline_and_nobody_can_approve(
    history: Path, tmp_path: Path
) -> None:
    home, found = trained_on(history, tmp_path / "home", without_ties)

    assert not found.fit.strengths.any()
    assert not found.verdict.passed
    assert "every strength is 0" in found.verdict.reason.en
    with pytest.raises(ModelError, match="reaches too few"):
        approve_model(
            *(home, ChangedStore(EmbeddedStore(home), without_ties), FilingStore(home), load_pack("mrt")),  # type: ignore[arg-type]
            found.artefact.card.id,
            approver=APPROVER,
            on=TRAINING_DAY,
        )


def test_a_hub_with_half_the_ties_of_persons_is_trained_around(history: Path, tmp_path: Path) -> None:
    _, found = trained_on(history, tmp_path / "home", with_one_hub)

    doses = found.test.doses.table
    assert np.isfinite(doses.data).all()
    assert np.diff(doses.indptr).max() <= doses.shape[1]
    assert np.isfinite(found.fit.coefficients).all()


def withdrawn(record: str) -> Change:
    """From the day it was learnt on, the record has no basis any more."""

    def change(snapshot: Snapshot) -> Snapshot:
        if snapshot.known_by < LEARNT or not snapshot.records.rows:
            return snapshot
        words = {"status_id": "s", "fact_kind": "record", "fact_id": record, "status": WITHDRAWN[0]}
        added = {
            name: np.array([DAY_OPEN if name == "ends_on" else day_number(LEARNT)], np.int32)
            if isinstance(snapshot.statuses[name], np.ndarray)
            else large_text([words.get(name)])
            for name in snapshot.statuses
        }
        return replace(snapshot, statuses=joined(snapshot.statuses, Frame(added)))

    return change


def joined(first: Frame, second: Frame) -> Frame:
    """Rows of both in the order of status_id."""
    columns: dict[str, Any] = {
        name: np.concatenate([first.numbers(name), second.numbers(name)])
        if isinstance(first[name], np.ndarray)
        else large_text([*first.text(name).to_pylist(), *second.text(name).to_pylist()])
        for name in first
    }
    both = Frame(columns)
    return both.take(np.asarray(pc.sort_indices(both.text("status_id"))).astype(np.int64))


def never_seen(record: str) -> Change:
    """The record was never delivered."""

    def change(snapshot: Snapshot) -> Snapshot:
        gone = np.asarray(pc.equal(snapshot.records.text("record_id"), record))
        return keep_records(snapshot, ~gone)

    return change


def test_a_withdrawn_record_leaves_the_model_that_never_saw_it(history: Path, tmp_path: Path) -> None:
    known = EmbeddedStore(history).freeze(date(2024, 6, 30), date(2024, 6, 30))
    alone = np.asarray(pc.is_null(known.records.text("decision_id")))
    record = known.records.text("record_id")[int(np.flatnonzero(alone)[0])].as_py()

    with_it, first = trained_on(history, tmp_path / "with", withdrawn(record))
    without, second = trained_on(history, tmp_path / "without", never_seen(record))

    assert first.panels.digests == second.panels.digests
    (model,) = models_of(with_it / MODELS)
    for file in ("card.json", "weights.json"):
        texts = [(home / MODELS / model / file).read_bytes() for home in (with_it, without)]
        assert texts[0] == texts[1]
