"""Drift of a model: steady where nothing moved, alarmed where inputs or strengths did."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_array

from gnn.artefact import read_model
from graph.arrays import Frame, large_text
from graph.errors import JobError, ModelError
from scoring import drift as drifts
from scoring.drift import DriftReport, drift, drift_rules
from scoring.models_contending import Contender
from scoring.pack import load_pack
from scoring.relation_choice import MODELS
from scoring.training.panel_columns import Columns
from scoring.training.panels import Panel
from scoring.training.trained import Trained
from tests.trained_province import panel_inputs

SEEN = np.random.default_rng(3)


def panel(values: np.ndarray, doses: np.ndarray, outcome: np.ndarray | None = None) -> Panel:
    """Rows with one own column, and doses in the columns of the test inputs."""
    count = len(values)
    labels = np.zeros((count, 1), np.bool_) if outcome is None else outcome[:, None]
    return Panel(
        day=date(2025, 6, 30),
        rows=Frame(
            {
                "group": large_text([str(row) for row in range(count)]),
                "own_hazard": np.full(count, 0.1),
                "structural": np.zeros(count),
            }
        ),
        own=Columns(names=("own|x",), table=csr_array(values[:, None])),
        doses=Columns(names=tuple(f"d{k}" for k in range(doses.shape[1])), table=csr_array(doses)),
        labels=labels,
    )


def shift(first: np.ndarray, second: np.ndarray) -> drifts.Shift:
    return drifts._shift("x", first, second)


def test_a_column_drawn_alike_is_steady() -> None:
    found = shift(SEEN.exponential(1, 5000), SEEN.exponential(1, 5000))

    assert found.level == "steady"
    assert found.index < drift_rules().watch.value


def test_a_column_that_doubled_is_alarmed() -> None:
    found = shift(SEEN.exponential(1, 5000), 2.5 * SEEN.exponential(1, 5000))

    assert found.level == "alarm"


def test_a_column_that_is_nought_more_often_has_moved() -> None:
    values = SEEN.exponential(1, 5000)

    found = shift(values, np.where(SEEN.random(5000) < 0.4, 0.0, values))

    assert found.level == "alarm"


def test_a_column_without_any_value_on_either_day_is_steady() -> None:
    assert shift(np.zeros(10), np.zeros(20)).index == 0


def slopes(home: Path, strength: float, told: float = np.inf, ceiling: float = np.inf) -> list[drifts.Slope]:
    """What is found of strengths of 0.3 under a ceiling where events come with other ones."""
    inputs = panel_inputs(home)
    rng, count = np.random.default_rng(11), 6000
    doses = np.zeros((count, len(inputs.space.names)))
    doses[:, 0] = rng.exponential(1, count) * (rng.random(count) < 0.5)
    own = rng.exponential(1, count)
    related = np.minimum(strength * doses[:, 0], told)
    outcome = rng.random(count) < -np.expm1(-(0.05 + 0.1 * own + related))
    strengths = np.zeros(doses.shape[1])
    strengths[0] = 0.3
    one = Contender(id="m", strengths=strengths, scale=1.0, ceiling=ceiling)
    return list(drifts._slopes(panel(own, doses, outcome), one, inputs))


def test_strengths_that_hold_have_a_slope_of_one_inside_the_interval(history: Path) -> None:
    (found,) = slopes(history, 0.3)

    assert found.low < 1 < found.high
    assert found.level == "steady"


def test_strengths_that_hold_up_to_their_ceiling_are_steady(history: Path) -> None:
    (under,), (plain,) = (slopes(history, 0.3, told=0.3, ceiling=ceiling) for ceiling in (0.3, np.inf))

    assert under.level == "steady"
    assert plain.high < 1


@pytest.mark.parametrize("strength", [0.0, 1.2])
def test_strengths_that_vanished_or_grew_fourfold_are_alarmed(strength: float, history: Path) -> None:
    (found,) = slopes(history, strength)

    assert found.level == "alarm"
    assert (found.high < 1) == (strength == 0.0)


@pytest.fixture(scope="module")
def drifted(trained: tuple[Path, Trained], tmp_path_factory: pytest.TempPathFactory) -> DriftReport:
    home = tmp_path_factory.mktemp("drift") / "home"
    shutil.copytree(trained[0], home)
    return drift(panel_inputs(home, training_day=date(2026, 10, 31)), trained[1].artefact.card.id)


def test_a_trained_model_is_judged_on_a_day_no_training_saw(drifted: DriftReport) -> None:
    assert drifted.closed == date(2025, 10, 31)
    assert drifted.then < drifted.closed < drifted.now
    assert drifted.gate is not None
    assert drifted.columns > 50
    assert drifted.level in ("steady", "watch", "alarm")


def test_the_columns_that_moved_most_come_first(drifted: DriftReport) -> None:
    indexes = [one.index for one in drifted.inputs]

    assert indexes == sorted(indexes, reverse=True)
    assert len(indexes) <= drift_rules().shown.value


def test_columns_that_moved_just_the_same_are_one_line(drifted: DriftReport) -> None:
    assert len({one.index for one in drifted.inputs}) == len(drifted.inputs)
    assert sum(1 + one.also for one in drifted.inputs) <= drifted.columns


def test_a_day_that_the_model_was_fitted_on_is_refused(trained: tuple[Path, Trained]) -> None:
    home, found = trained
    then = found.artefact.card.data_window.validate_on[-1]

    with pytest.raises(JobError, match=f"expected a day after {then}"):
        drift(panel_inputs(home, training_day=then), found.artefact.card.id)


def test_drift_of_a_model_of_another_pack_is_refused(trained: tuple[Path, Trained], tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(trained[0], home)
    inputs = panel_inputs(home, pack=load_pack("ningxia"))

    with pytest.raises(ModelError, match="expected a model trained with the pack ningxia"):
        drift(inputs, trained[1].artefact.card.id)


def test_asking_for_drift_changes_no_model(trained: tuple[Path, Trained], drifted: DriftReport) -> None:
    home, found = trained

    assert read_model(home / MODELS, drifted.model).card == found.artefact.card
