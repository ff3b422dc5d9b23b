"""The card of the month's model, as the page shows it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from api.model_reads import model_card
from api.model_runs import render_one, view
from gnn.artefact import read_model, write_model
from gnn.model_card import (
    Approval,
    DataWindow,
    Measured,
    ModelArtefact,
    ModelCard,
    ModelWeights,
    PackStamp,
    Strength,
)
from scoring.relation_choice import MODELS
from tests.relation_worlds import expert

AUTHOR, APPROVER = "Wang Analyst", "Li Approver"


def home_with_model(home: Path) -> Path:
    """Home with one approved model."""
    rules = expert()
    card = ModelCard(
        id="learned",
        created_on=date(2026, 10, 31),
        author=AUTHOR,
        catalogue_hash="a" * 64,
        pack=PackStamp(id="mrt", version="1", hash="b" * 64),
        data_window=DataWindow(
            train=(date(2024, 3, 31), date(2024, 6, 30)),
            validate_on=(date(2024, 9, 30),),
            test=(date(2025, 9, 30),),
            labels_until=date(2026, 9, 30),
            known_by=date(2026, 10, 31),
            rows=1000,
            events=90,
        ),
        metrics={"gain_over_baseline": Measured(value=0.02, low=0.01, high=0.03)},
        kkt_residual=1e-9,
        approval=Approval(
            approver=APPROVER, approved_on=date(2026, 11, 23), reference_month="2026-10", scale=1.25
        ),
    )
    strengths = (
        Strength(family="equity", step="event|1|12", hazard=0.1, low=0.05, high=0.2),
        Strength(family="equity", step="event|2|12", hazard=0.0, low=0.0, high=0.2),
    )
    weights = ModelWeights(coefficients=rules.coefficients, paths=rules.paths, strengths=strengths)
    write_model(home / MODELS, ModelArtefact(card=card, weights=weights))
    return home


def test_the_card_says_window_gain_and_strengths_above_0(tmp_path: Path) -> None:
    found = model_card(home_with_model(tmp_path), "learned")

    assert found is not None
    assert (found.trained_from, found.trained_until) == (date(2024, 3, 31), date(2024, 9, 30))
    assert (found.gain, found.gain_low, found.gain_high) == (0.02, 0.01, 0.03)
    assert found.strengths == 1
    assert found.calibration_error is None


def test_the_card_names_no_person(tmp_path: Path) -> None:
    found = model_card(home_with_model(tmp_path), "learned")

    assert found is not None
    assert AUTHOR not in found.model_dump_json()
    assert APPROVER not in found.model_dump_json()


def test_a_month_of_the_baseline_has_no_card(tmp_path: Path) -> None:
    assert model_card(tmp_path, None) is None


def test_a_model_that_is_no_longer_whole_shows_no_card(tmp_path: Path) -> None:
    home = home_with_model(tmp_path)
    (home / MODELS / "learned" / "weights.json").write_text("{", encoding="utf-8")

    assert model_card(home, "learned") is None


def test_a_shown_model_says_which_path_rules_it_took(tmp_path: Path) -> None:
    found = view(read_model(home_with_model(tmp_path) / MODELS, "learned"))
    took = found.model_copy(update={"card": found.card.model_copy(update={"variant": "hubs_steep"})})

    told = [str(part) for part in render_one(took, lambda label: label.en)]

    assert "path rules (pack: those of the pack): hubs_steep" in told
