"""Own columns of a day: encoded once for every fit, without what no fit reads."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_array

from graph.arrays import Frame, large_text
from graph.errors import ModelError
from scoring.training.own_side import OwnSide
from scoring.training.panel_columns import Columns
from scoring.training.panels import Panel
from scoring.training.plan import TrainingPlan, shipped_plan
from scoring.training.rows import Encoder, gather
from scoring.training.sampled import sample

OTHER = "hubs_steep"
DAYS = (date(2024, 6, 30), date(2025, 6, 30))


def plan() -> TrainingPlan:
    """The shipped plan with few trees, and fewer rows of a day than there are."""
    shipped = shipped_plan()
    few = {"negatives_exposed": 300, "negatives_plain": 200}
    trees = {"trees": 4, "least_in_leaf": 20}
    return shipped.model_copy(
        update={
            "sampling": shipped.sampling.model_copy(update=few),
            "own_score": shipped.own_score.model_copy(update=trees),
        }
    )


def panel(day: date, count: int = 1500) -> Panel:
    """Doses of two sorts of path rules; the second ones reach fewer."""
    rng = np.random.default_rng(day.toordinal())
    own = rng.random((count, 3)) * (rng.random((count, 3)) < 0.5)
    doses = rng.exponential(1.0, (count, 2)) * (rng.random((count, 2)) < 0.3)
    outcome = rng.random(count) < 0.1 + 0.3 * (own[:, 0] > 0.5)
    ids = large_text([f"F{k:05d}" for k in range(count)])
    words = large_text([("F5211", "C2011")[k % 2] for k in range(count)])
    fewer = np.where(np.arange(count)[:, None] % 2, doses, 0.0)
    names = ("equity|class|B", "equity|class|C")
    return Panel(
        day=day,
        rows=Frame({"enterprise_id": ids, "industry": words, "region": words, "group": ids}),
        own=Columns(names=("a", "b", "c"), table=csr_array(own)),
        doses=Columns(names=names, table=csr_array(doses)),
        labels=outcome[:, None],
        grid={OTHER: Columns(names=names, table=csr_array(fewer))},
    )


@pytest.fixture(scope="module")
def side() -> OwnSide:
    return OwnSide.grown([panel(day) for day in DAYS], plan())


def test_rows_of_a_fit_hold_the_columns_that_it_reads_and_none_else(side: OwnSide) -> None:
    panels = [panel(day) for day in DAYS]

    kept, whole = side.training(panels), gather(panels, side.encoder, plan())

    read = kept.fitted
    assert len(side.encoder.score.names) > 1
    assert np.array_equal(kept.design[:, read].toarray(), whole.design[:, read].toarray())
    assert kept.design.nnz == kept.design[:, read].nnz < whole.design.nnz
    assert np.array_equal(kept.weight, whole.weight)
    assert np.array_equal(kept.block, whole.block)


def test_the_design_of_a_day_is_that_of_the_encoder_but_for_columns_that_no_fit_reads(side: OwnSide) -> None:
    later = panel(date(2026, 6, 30))
    read = side.training([panel(DAYS[0])]).fitted

    design = side.design(later)

    whole = side.encoder.encode(later, np.arange(len(later.outcome)))
    assert design.shape == whole.shape
    assert np.array_equal(design[:, read].toarray(), whole[:, read].toarray())


def test_a_day_is_encoded_once_whatever_path_rules_are_fitted(monkeypatch: pytest.MonkeyPatch) -> None:
    panels, asked = [panel(day) for day in DAYS], []
    encoded = Encoder.own_side

    def heard(encoder: Encoder, one: Panel, *more: Any, **fitted: Any) -> csr_array:
        if encoder.score.names:
            asked.append(one.day)
        return encoded(encoder, one, *more, **fitted)

    monkeypatch.setattr(Encoder, "own_side", heard)
    side = OwnSide.grown(panels, plan())
    for rules in ("pack", OTHER):
        side.training([one.under(rules) for one in panels])
        side.design(panels[-1].under(rules))

    assert asked == [*DAYS, DAYS[-1]]


def test_the_rows_of_a_day_are_the_same_by_any_path_rules() -> None:
    one, numbers = panel(DAYS[0]), plan().sampling

    by_pack, by_other = sample(one, numbers), sample(one.under(OTHER), numbers)

    assert len(by_pack[0]) < len(one.outcome)
    assert all(np.array_equal(a, b) for a, b in zip(by_pack, by_other, strict=True))


def test_own_columns_that_are_no_numbers_are_refused() -> None:
    bad = panel(DAYS[0])
    bad.own.table.data[:] = np.nan

    with pytest.raises(ModelError, match="expected finite columns, got NaN"):
        OwnSide.grown([bad], plan())
