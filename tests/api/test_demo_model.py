"""The demo learns from the history of its first delivery, or says why it does not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from api.demo_model import APPROVER, AUTHOR, LEAST_FIRMS, DemoModel, learn, learned
from api.workplace import Workplace
from gnn.artefact import models_of, read_model
from scoring.relation_choice import MODELS
from tests.trained_province import TRAINING_DAY, make_history

MONTHS = 34


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workplace, DemoModel]:
    """A home with as much history as a demo's first delivery has, and what came of learning from it."""
    home = make_history(tmp_path_factory.mktemp("demo"), firms=250, months=MONTHS)
    (home / "demo").mkdir()
    place = Workplace(home)
    return place, learn(place, home / "demo", firms=LEAST_FIRMS, pack="mrt", day=TRAINING_DAY)


def test_the_history_of_a_demo_is_enough_to_train_on(taught: tuple[Workplace, DemoModel]) -> None:
    place, told = taught

    assert models_of(place.home / MODELS) == [told.model]


def test_a_demo_model_is_approved_by_a_second_hand_or_it_says_why_not(
    taught: tuple[Workplace, DemoModel],
) -> None:
    place, told = taught
    assert told.model is not None

    card = read_model(place.home / MODELS, told.model).card

    assert card.author == AUTHOR
    assert (card.approval is not None) == told.approved == (told.note == "")
    assert card.approval is None or card.approval.approver == APPROVER


def test_a_demo_learns_once(taught: tuple[Workplace, DemoModel]) -> None:
    place, told = taught
    shutil.rmtree(place.home / "panels")

    again = learn(place, place.home / "demo", firms=LEAST_FIRMS, pack="mrt", day=TRAINING_DAY)

    assert again == told
    assert not (place.home / "panels").exists()


def test_a_demo_with_too_few_firms_trains_nothing_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()

    told = learn(Workplace(tmp_path), tmp_path / "demo", firms=LEAST_FIRMS - 1, pack="mrt", day=TRAINING_DAY)

    assert told.model is None
    assert "expected at least 1000 firms" in told.note
    assert learned(tmp_path / "demo") == told


def test_a_demo_without_history_goes_on_with_the_baseline(tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()

    told = learn(Workplace(tmp_path), tmp_path / "demo", firms=LEAST_FIRMS, pack="mrt", day=TRAINING_DAY)

    assert told.model is None
    assert "import history first" in told.note
