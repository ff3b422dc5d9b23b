"""Path rules of a model: chosen on the validation day and kept in it; the baseline has the pack's."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError
from scipy.sparse import csr_array

from gnn.artefact import read_model
from gnn.model_card import Measured
from gnn.variants import PACK, candidates
from graph.arrays import Frame, large_text
from graph.errors import ModelError
from scoring.evaluation.evaluated import evaluate
from scoring.models_contending import contender
from scoring.relation_choice import MODELS
from scoring.training import path_choice
from scoring.training.gate import judge
from scoring.training.own_side import OwnSide
from scoring.training.panel_columns import Columns
from scoring.training.panels import Panel, PanelInputs
from scoring.training.path_choice import choose_paths, winner
from scoring.training.plan import PathGrid, TrainingPlan
from scoring.training.trained import Trained
from tests.trained_province import panel_inputs, quick_plan, trained_in

STEEP, DIRECT = "hubs_steep", "steep_without_controller"
DAYS = [date(2024, 6, 30) + timedelta(days=184 * k) for k in range(3)]
NAMES = ("equity|class|B", "equity|class|C")


def plan_with(*points: str) -> TrainingPlan:
    plan = quick_plan()
    grid = plan.path_rules.model_copy(update={"grid": points, "draws": 40})
    return plan.model_copy(update={"path_rules": grid})


def drawn(day: date, count: int = 1500) -> Panel:
    """Events follow the doses of the steep hubs; those of the pack and of the other point are noise."""
    rng = np.random.default_rng(day.toordinal())
    told = {name: rng.exponential(1.0, (count, 2)) for name in (PACK, STEEP, DIRECT)}
    outcome = rng.random(count) < 1 - np.exp(-0.05 - 0.5 * told[STEEP][:, 0])
    doses = {name: Columns(names=NAMES, table=csr_array(table)) for name, table in told.items()}
    words = large_text([f"F{k:05d}" for k in range(count)])
    rows = Frame({"enterprise_id": words, "group": words, "industry": words, "region": words})
    own = Columns(names=("own",), table=csr_array(np.ones((count, 1))))
    labels = outcome[:, None]
    return Panel(day=day, rows=rows, own=own, doses=doses.pop(PACK), labels=labels, grid=doses)


def chosen_by(inputs: PanelInputs) -> path_choice.PathChoice:
    before = [drawn(day) for day in DAYS]
    return choose_paths(inputs, before, OwnSide.grown(before[:-1], inputs.plan))


def test_the_point_that_ranks_the_validation_day_better_is_taken(tmp_path: Path) -> None:
    inputs = panel_inputs(tmp_path, plan=plan_with(STEEP, DIRECT))

    found = chosen_by(inputs)

    declared = {one.id: one.rules for one in candidates(inputs.pack.relationship.paths)}
    assert found.id == STEEP
    assert found.rules == declared[STEEP]
    assert set(found.gains) == {STEEP, DIRECT}


def test_a_point_whose_gain_may_be_0_is_not_taken(tmp_path: Path) -> None:
    inputs = panel_inputs(tmp_path, plan=plan_with(DIRECT))

    found = chosen_by(inputs)

    assert found.id == PACK
    assert found.rules == inputs.pack.relationship.paths


def test_of_several_that_win_the_one_that_gains_most_is_taken() -> None:
    gains = {
        "sure": Measured(value=0.01, low=0.009, high=0.011),
        "most": Measured(value=0.02, low=0.001, high=0.04),
        "luck": Measured(value=0.05, low=-0.001, high=0.1),
    }

    assert winner(gains) == "most"
    assert winner({"luck": gains["luck"]}) == PACK


def test_a_panel_goes_to_other_rules_and_back_without_loss() -> None:
    panel = drawn(DAYS[0])

    there = panel.under(STEEP)

    assert there.doses is panel.grid[STEEP]
    assert there.under(DIRECT).doses is panel.grid[DIRECT]
    assert there.under(DIRECT).under(PACK).doses is panel.doses


def test_a_panel_without_a_point_says_which_it_has() -> None:
    with pytest.raises(ModelError, match=r"expected path rules of .*'hubs_steep'.*, got 'share_any'"):
        drawn(DAYS[0]).under("share_any")


@pytest.mark.parametrize("points", [("nowhere",), ("once_over_all",), (STEEP, STEEP)])
def test_a_plan_names_different_declared_points_of_the_same_families(points: tuple[str, ...]) -> None:
    with pytest.raises(ValidationError, match="expected different grid points"):
        PathGrid(grid=points, draws=10, meaning="test", source="test")


@pytest.fixture(scope="module")
def steep(history: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[PanelInputs, Trained]:
    """A model whose path rules are those of a grid point, whatever gains most in so small a province."""
    home = tmp_path_factory.mktemp("steep") / "home"
    shutil.copytree(history, home)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(path_choice, "winner", lambda gains: DIRECT)
        return panel_inputs(home, plan=plan_with(DIRECT)), trained_in(home, plan=plan_with(DIRECT))


def test_the_artefact_keeps_the_rules_and_the_card_says_which(steep: tuple[PanelInputs, Trained]) -> None:
    inputs, trained = steep
    stored = read_model(inputs.home / MODELS, trained.artefact.card.id)

    assert stored.card.variant == DIRECT
    assert stored.weights.paths == inputs.grid[0].rules
    assert stored.card.metrics[f"path_rules_gain_{DIRECT}"].low is not None
    assert f"path rules {DIRECT}" in stored.card.notes


def test_panels_read_for_a_model_hold_its_doses_and_those_of_the_pack(
    steep: tuple[PanelInputs, Trained],
) -> None:
    test = steep[1].test

    equity = [name.startswith("equity|event") for name in test.doses.names]
    ours, theirs = test.doses.table[:, equity].sum(), test.under(PACK).doses.table[:, equity].sum()
    assert 0 < ours < theirs


def test_the_gate_and_the_rule_rows_rank_by_the_rules_of_the_pack(steep: tuple[PanelInputs, Trained]) -> None:
    inputs, trained = steep
    test, pack = trained.test, inputs.pack
    sides = ((trained.fit.strengths, trained.scales[0]), (trained.baseline, trained.scales[1]))
    worst = replace(
        test, grid={**test.grid, PACK: replace(test.doses, table=csr_array(test.doses.table * 0))}
    )

    told = judge(test, *sides, pack, inputs.plan.gate)
    silent = judge(worst, *sides, pack, inputs.plan.gate)
    rows = {row.id: row.auprc for row in evaluate(trained, inputs, free=False).rows}
    quiet = {row.id: row.auprc for row in evaluate(replace(trained, test=worst), inputs, free=False).rows}

    assert (told.low, told.gain, told.high) == (
        trained.verdict.low,
        trained.verdict.gain,
        trained.verdict.high,
    )
    assert silent.gain != told.gain
    assert rows["model"] == quiet["model"]
    assert rows["rules"] != quiet["rules"]
    assert rows["month_rules"] != quiet["month_rules"]


def test_a_contender_reads_the_doses_of_its_own_rules(steep: tuple[PanelInputs, Trained]) -> None:
    inputs, trained = steep

    one = contender(inputs, trained.artefact.card.id, trained.test.under(PACK))

    ours = trained.test.doses.table @ trained.fit.strengths
    assert np.array_equal(one.raw(trained.test.under(PACK)), ours)


def test_a_model_with_rules_that_the_plan_does_not_name_is_refused(
    steep: tuple[PanelInputs, Trained],
) -> None:
    inputs, trained = steep

    with pytest.raises(ModelError, match=f"got {trained.artefact.card.id} with '{DIRECT}'"):
        contender(replace(inputs, plan=plan_with()), trained.artefact.card.id, trained.test)


def test_trees_that_never_saw_an_enterprise_judge_the_days_that_train_and_all_trees_later_days(
    steep: tuple[PanelInputs, Trained],
) -> None:
    trained = steep[1]
    encoder, test = trained.encoder, trained.test
    steps = [encoder.own_columns.index(name) for name in encoder.score.names]
    every = np.arange(len(test.outcome))

    later = encoder.encode(test, every)[:, steps].sum(axis=1)
    then = encoder.encode(replace(test, day=trained.panels.days.validate[-1]), every)[:, steps].sum(axis=1)

    own = csr_array(encoder.encode(test, every)[:, : encoder.first_tree])
    assert np.allclose(later, encoder.score.hazard(own, None), rtol=0, atol=1e-12)
    assert np.allclose(then, encoder.score.hazard(own, encoder.fold(test, every)), rtol=0, atol=1e-12)
