"""The card of the month's model, as the page shows it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from api.model_reads import model_card
from api.model_runs import render_one, view
from gnn.artefact import read_model
from gnn.model_card import GAIN_OF_RULES, Measured
from gnn.variants import PACK, grid
from scoring.labels import step_label
from scoring.relation_choice import MODELS
from tests.carded_model import APPROVER, AUTHOR, with_model


def test_the_card_says_window_gain_and_strengths_above_0(tmp_path: Path) -> None:
    found = model_card(with_model(tmp_path), "learned")

    assert found is not None
    assert (found.trained_from, found.trained_until) == (date(2024, 3, 31), date(2024, 9, 30))
    assert (found.gain, found.gain_low, found.gain_high) == (0.02, 0.01, 0.03)
    assert found.strengths == 1
    assert found.calibration_error is None


def test_the_card_names_no_person(tmp_path: Path) -> None:
    found = model_card(with_model(tmp_path), "learned")

    assert found is not None
    assert AUTHOR not in found.model_dump_json()
    assert APPROVER not in found.model_dump_json()


def test_a_month_of_the_baseline_has_no_card(tmp_path: Path) -> None:
    assert model_card(tmp_path, None) is None


def test_a_model_that_is_no_longer_whole_shows_no_card(tmp_path: Path) -> None:
    home = with_model(tmp_path)
    (home / MODELS / "learned" / "weights.json").write_text("{", encoding="utf-8")

    assert model_card(home, "learned") is None


def test_a_shown_model_says_which_path_rules_it_took(tmp_path: Path) -> None:
    found = view(read_model(with_model(tmp_path) / MODELS, "learned"))
    took = found.model_copy(update={"card": found.card.model_copy(update={"variant": "hubs_steep"})})

    told = [str(part) for part in render_one(took, lambda label: label.en)]

    assert "path rules: hubs fade step by step (hubs_steep)" in told


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("event|2|12", "严重程度2及以上，半衰期12个月"),
        ("class|C", "C类或更差"),
        ("other", "other"),
    ],
)
def test_a_step_of_a_family_is_said_in_words(step: str, said: str) -> None:
    assert step_label(step).zh == said


def test_the_card_says_which_path_rules_were_taken_and_what_each_tried_one_gained(tmp_path: Path) -> None:
    gains = {
        f"{GAIN_OF_RULES}hubs_wider": Measured(value=-0.01, low=-0.02, high=0.0),
        f"{GAIN_OF_RULES}hubs_steep": Measured(value=0.006, low=0.001, high=0.011),
    }

    found = model_card(with_model(tmp_path, variant="hubs_steep", metrics=gains), "learned")

    assert found is not None
    assert (found.paths.id, found.paths.label.zh) == ("hubs_steep", "枢纽逐级衰减")
    assert [(one.id, one.gain) for one in found.paths.tried] == [("hubs_steep", 0.006), ("hubs_wider", -0.01)]
    assert (found.paths.tried[0].gain_low, found.paths.tried[0].gain_high) == (0.001, 0.011)
    assert found.paths.tried[1].label.en == "hubs wider"


def test_the_card_says_how_intermediate_nodes_fade_in_this_model(tmp_path: Path) -> None:
    home = with_model(tmp_path)
    rules = read_model(home / MODELS, "learned").weights.paths

    found = model_card(home, "learned")

    assert found is not None
    assert found.paths.id == PACK
    assert [(one.up_to, one.factor) for one in found.paths.hubs] == [
        (one.up_to, one.factor) for one in rules.hubs.buckets
    ]


def test_a_grid_point_that_is_declared_no_longer_is_shown_by_its_id(tmp_path: Path) -> None:
    assert "hubs_of_old" not in {one.id for one in grid().variants}

    found = model_card(with_model(tmp_path, variant="hubs_of_old"), "learned")

    assert found is not None
    assert (found.paths.label.zh, found.paths.label.en) == ("hubs_of_old", "hubs_of_old")
