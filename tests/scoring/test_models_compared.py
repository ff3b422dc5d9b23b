"""Champion and challenger side by side."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from graph.errors import JobError, NotFoundError
from scoring.models_compared import Comparison, compare
from scoring.models_contending import BASELINE, champion
from scoring.training.panels import PanelInputs
from scoring.training.trained import Trained
from tests.trained_province import panel_inputs


@pytest.fixture(scope="module")
def place(trained: tuple[Path, Trained], tmp_path_factory: pytest.TempPathFactory) -> tuple[PanelInputs, str]:
    home = tmp_path_factory.mktemp("compared") / "home"
    shutil.copytree(trained[0], home)
    return panel_inputs(home, training_day=date(2026, 10, 31)), trained[1].artefact.card.id


@pytest.fixture(scope="module")
def compared(place: tuple[PanelInputs, str]) -> Comparison:
    return compare(place[0], BASELINE, place[1])


def test_without_an_approved_model_the_champion_is_the_baseline(place: tuple[PanelInputs, str]) -> None:
    assert champion(place[0]) == BASELINE


def test_both_sides_count_every_legal_person_once(compared: Comparison) -> None:
    now = sum(compared.champion.classes.values())

    assert now == sum(compared.challenger.classes.values())
    assert now == sum(count for row in compared.moves.values() for count in row.values())


def test_moves_add_up_to_the_classes_of_either_side(compared: Comparison) -> None:
    for name, row in compared.moves.items():
        assert sum(row.values()) == compared.champion.classes[name]
        assert sum(one[name] for one in compared.moves.values()) == compared.challenger.classes[name]


def test_a_contender_beside_itself_gains_nothing_and_moves_nobody(place: tuple[PanelInputs, str]) -> None:
    found = compare(place[0], BASELINE, BASELINE)

    assert found.low == found.gain == found.high == 0
    assert all(count == 0 or a == b for a, row in found.moves.items() for b, count in row.items())


def test_a_day_without_known_outcomes_is_refused(place: tuple[PanelInputs, str]) -> None:
    inputs, model = place
    early = replace(inputs, training_day=date(2022, 11, 30))

    with pytest.raises(JobError, match="expected at least 20 enterprises with and without an event"):
        compare(early, BASELINE, model)


def test_an_unknown_contender_is_refused(place: tuple[PanelInputs, str]) -> None:
    with pytest.raises(NotFoundError, match="expected a model of this home, got 'nobody'"):
        compare(place[0], BASELINE, "nobody")
