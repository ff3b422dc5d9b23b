"""Training on a home's history: deterministic, resumed, refused in clear words."""

from __future__ import annotations

import hashlib
import shutil
from datetime import date
from pathlib import Path

import pytest

from gnn.artefact import models_of
from graph.catalogue import catalogue_hash
from graph.errors import IntegrityError, JobError, ModelError, PackError
from scoring.evaluation.evaluated import evaluate
from scoring.evaluation.report import as_html
from scoring.pack import load_pack
from scoring.relation_choice import MODELS
from scoring.training.panel_steps import make_panels
from scoring.training.plan import TrainingPlan, read_plan, shipped_plan
from scoring.training.trained import Trained, train
from tests.trained_province import (
    AUTHOR,
    TRAINING_DAY,
    panel_inputs,
    quick_plan,
    trained_in,
)

PACK = load_pack("mrt")


def sums(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_same_inputs_give_the_same_model(
    history: Path, trained: tuple[Path, Trained], tmp_path: Path
) -> None:
    shutil.copytree(history, tmp_path / "home")

    trained_in(tmp_path / "home")

    assert sums(tmp_path / "home" / MODELS) == sums(trained[0] / MODELS)


def test_the_fit_comes_with_its_certificate_and_the_card_with_its_window(
    trained: tuple[Path, Trained],
) -> None:
    card = trained[1].artefact.card

    assert card.kkt_residual <= 1e-8
    assert card.data_window.known_by == TRAINING_DAY
    assert card.catalogue_hash == catalogue_hash()
    assert card.pack.hash == PACK.hash
    assert {"gain_over_baseline", "gate_passed", "auprc", "calibration_error"} <= set(card.metrics)


def test_panels_that_are_whole_are_not_made_again(trained: tuple[Path, Trained]) -> None:
    heard: list[tuple[str, int, int]] = []
    inputs = panel_inputs(trained[0], progress=lambda *told: heard.append(told))

    again = make_panels(inputs)

    assert again.digests == trained[1].panels.digests
    assert not [told for told in heard if told[1] < told[2]]


def test_panels_of_a_killed_run_are_kept_and_only_the_missing_one_is_made(
    trained: tuple[Path, Trained], tmp_path: Path
) -> None:
    home, found = tmp_path / "home", trained[1]
    shutil.copytree(trained[0], home)
    last = f"panel-{found.panels.days.test[-1].isoformat()}"
    (gone,) = (home / "panels").glob(f"{last}-*")
    shutil.rmtree(gone)
    made: set[str] = set()

    def hear(name: str, done: int, total: int) -> None:
        if done < total:
            made.add(name)

    again = make_panels(panel_inputs(home, progress=hear))

    assert made == {last}
    assert again.digests == found.panels.digests


def test_an_evaluation_has_every_row_and_one_page_without_outside_files(
    trained: tuple[Path, Trained],
) -> None:
    home, found = trained

    report = evaluate(found, panel_inputs(home), free=False)

    wanted = {"own", "degree", "persistence", "shuffled", "vote", "pagerank", "hops", "rules", "model"}
    assert wanted <= {row.id for row in report.rows}
    page = as_html(report)
    assert page.count("<svg") >= 3
    assert "src=" not in page
    assert "href=" not in page
    assert {one.by for one in report.groups} == {"authority", "industry", "size", "degree"}
    assert sum(one.count for one in report.groups if one.by == "size") == report.enterprises
    shuffled = next(row for row in report.rows if row.id == "shuffled")
    model = next(row for row in report.rows if row.id == "model")
    assert model.auprc > shuffled.auprc


def test_without_any_history_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(JobError, match="got none: import history first"):
        trained_in(tmp_path / "home")

    assert models_of(tmp_path / "home" / MODELS) == []


def test_no_positive_label_is_refused_and_nothing_is_written(history: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(history, home)
    rare = {"none": shipped_plan().labels["penalty"].model_copy(update={"kinds": ("director_bar",)})}
    plan = quick_plan().model_copy(update={"labels": rare})

    with pytest.raises((JobError, ModelError), match="expected"):
        trained_in(home, plan=plan)

    assert models_of(home / MODELS) == []


def test_days_by_hand_whose_window_is_open_are_refused(history: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(history, home)
    days = [date(2024, 6, 30), date(2025, 1, 31), date(2026, 3, 31)]

    with pytest.raises(Exception, match=r"panel 2026-03-31: expected a label window that ends by"):
        train(panel_inputs(home), AUTHOR, days)


def test_a_plan_with_a_floor_of_no_column_is_refused(history: Path) -> None:
    floor = {
        "family": "equity",
        "severity_at_least": 3,
        "half_life_months": 7,
        "hazard": 0.1,
        "reason": "policy",
        "author": "region",
    }
    plan = TrainingPlan.model_validate(quick_plan().model_dump() | {"floors": [floor]})

    with pytest.raises(ModelError, match=r"a floor of a step of the model, got equity\|event\|3\|7"):
        train(panel_inputs(history, plan=plan), AUTHOR)


def test_a_plan_with_an_unknown_kind_or_field_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text("id: x\nsurprise: 1\n", encoding="utf-8")

    with pytest.raises(PackError, match="training plan plan"):
        read_plan(path)


def test_a_reference_of_a_panel_that_was_cut_is_found(trained: tuple[Path, Trained], tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(trained[0], home)
    path = next((home / "panels").glob("panel-reference-*/reference/*/reference.json"))
    path.write_text(path.read_text(encoding="utf-8").replace('"pack_id": "mrt"', '"pack_id": "x"'), "utf-8")

    with pytest.raises(IntegrityError, match="expected hash"):
        make_panels(panel_inputs(home))
