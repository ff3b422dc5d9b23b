"""Models in months: approved by a second person, used or not with the reason, refused when damaged."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from gnn.artefact import read_model, write_model
from gnn.model_card import Measured
from graph.errors import ModelError
from graph.filings import FilingStore
from graph.store.embedded.store import EmbeddedStore
from scoring.job.run import PublishedMonth, run_month
from scoring.model_registry import approve_model, list_models, retire_model
from scoring.month_folders import MonthFolder
from scoring.pack import load_pack
from scoring.reference import Reference, references
from scoring.relation_choice import MODELS, choose
from scoring.results import Months
from scoring.training.trained import Trained
from tests.trained_province import APPROVER, AUTHOR, MONTH

PACK = load_pack("mrt")


@pytest.fixture(scope="module")
def learned(trained: tuple[Path, Trained]) -> tuple[Path, str]:
    """A home with a trained candidate, and its id."""
    home, found = trained
    return home, found.artefact.card.id


def approved(home: Path, tmp_path: Path, model: str, *, passing: bool = True) -> Path:
    """Copy of a home with its model approved; a card that passes if asked for."""
    copy = tmp_path / "home"
    shutil.copytree(home, copy)
    if passing:
        make_passing(copy, model)
    approve_model(
        copy, EmbeddedStore(copy), FilingStore(copy), PACK, model, approver=APPROVER, on=date(2026, 9, 30)
    )
    return copy


def make_passing(home: Path, model: str) -> None:
    """Write a model again that passes: what so few firms prove is not the point here."""
    found = read_model(home / MODELS, model)
    shutil.rmtree(home / MODELS / model)
    card = found.card.model_copy(
        update={
            "metrics": found.card.metrics | {"gate_passed": Measured(value=1.0)},
            "notes": ("增益高于要求", "the gain is above the margin"),
        }
    )
    weights = found.weights
    if not any(one.events or one.classes for one in weights.coefficients.families.values()):
        weights = weights.model_copy(update={"coefficients": PACK.relationship.coefficients})
    write_model(home / MODELS, found.model_copy(update={"card": card, "weights": weights}))


def month(home: Path) -> PublishedMonth:
    return run_month(
        home=home,
        store=EmbeddedStore(home),
        filings=FilingStore(home),
        pack=PACK,
        month=MONTH,
        today=date(2026, 11, 5),
    )


def test_a_month_uses_the_approved_model_and_manifest_run_and_receipt_say_so(
    learned: tuple[Path, str], tmp_path: Path
) -> None:
    home = approved(learned[0], tmp_path, learned[1])

    made = month(home)

    manifest = json.loads((made.path / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["relationship"]["way"] == "model"
    assert manifest["relationship"]["model"] == learned[1]
    assert manifest["inputs"]["model"] == manifest["relationship"]["model_hash"]
    run = json.loads((made.path / "run.json").read_text(encoding="utf-8"))
    assert run["relationship"] == manifest["relationship"]
    opened = Months(home).open(MONTH)
    row = int(np.argmax(opened.scores.numbers("lambda_relationship")))
    receipt = opened.receipt(opened.scores.text("enterprise_id")[row].as_py())
    assert (receipt.relationship_way, receipt.relationship_model) == ("model", learned[1])
    assert receipt.relationship_reason is not None
    assert receipt.relationship_reason.en == "the gain is above the margin"
    parts = sum(line.hazard for line in receipt.lines if line.factor == "relationship")
    assert parts == pytest.approx(opened.scores.numbers("lambda_relationship")[row], abs=1e-9)


def test_switching_to_the_model_keeps_the_mean_of_the_factor_on_the_reference_month(
    learned: tuple[Path, str], tmp_path: Path
) -> None:
    home = approved(learned[0], tmp_path, learned[1])
    card = next(card for card in list_models(home) if card.id == learned[1])
    assert card.approval is not None

    made = run_month(
        home=home,
        store=EmbeddedStore(home),
        filings=FilingStore(home),
        pack=PACK,
        month=card.approval.reference_month,
        relation={"model": card.id, "reason": {"zh": "试算", "en": "trial"}},
        today=date(2026, 11, 5),
    )

    opened = Months(home).open(MonthFolder(home, made.month).month)
    scored = opened.scores.numbers("scored").astype(bool)
    mean = opened.scores.numbers("lambda_relationship")[scored].mean()
    assert mean == pytest.approx(PACK.relationship.target_mean_lambda, rel=1e-6)


def test_a_month_published_with_the_baseline_stays_the_same_when_a_model_is_approved_later(
    learned: tuple[Path, str], tmp_path: Path
) -> None:
    copy = tmp_path / "first"
    shutil.copytree(learned[0], copy)
    before = month(copy)
    home = approved(copy, tmp_path, learned[1])

    again = month(home)

    assert again.digest == before.digest
    assert not again.fresh
    manifest = json.loads((again.path / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["relationship"]["way"] == "baseline"
    assert "no approved model" in manifest["relationship"]["reason"]["en"]


def test_a_retired_model_enters_no_later_month(learned: tuple[Path, str], tmp_path: Path) -> None:
    home = approved(learned[0], tmp_path, learned[1])
    reference = reference_in(home)
    assert choose(home, PACK, reference, date(2026, 10, 31)).way == "model"

    retire_model(home, learned[1], by=APPROVER, on=date(2026, 10, 31), reason="drift")

    assert choose(home, PACK, reference, date(2026, 10, 31)).way == "baseline"
    assert choose(home, PACK, reference, date(2026, 10, 30)).way == "model"
    with pytest.raises(ModelError, match="is retired already"):
        retire_model(home, learned[1], by=APPROVER, on=date(2026, 11, 30), reason="again")


def reference_in(home: Path) -> Reference:
    return Reference.read(home, references(home)[-1])


def test_a_model_that_does_not_pass_leaves_the_month_to_the_baseline_with_the_reason(
    learned: tuple[Path, str], tmp_path: Path
) -> None:
    home = approved(learned[0], tmp_path, learned[1])
    found = read_model(home / MODELS, learned[1])
    failing = found.card.model_copy(
        update={"id": "failing", "metrics": found.card.metrics | {"gate_passed": Measured(value=0.0)}}
    )
    shutil.rmtree(home / MODELS / learned[1])
    write_model(home / MODELS, found.model_copy(update={"card": failing}))

    choice = choose(home, PACK, reference_in(home), date(2026, 10, 31))

    assert choice.way == "baseline"
    assert "does not pass the gate" in choice.reason.en


def test_author_and_approver_differ(learned: tuple[Path, str], tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(learned[0], home)

    with pytest.raises(ModelError, match="expected an approver other than the author"):
        approve_model(
            home,
            EmbeddedStore(home),
            FilingStore(home),
            PACK,
            learned[1],
            approver=AUTHOR,
            on=date(2026, 9, 30),
        )

    assert list_models(home)[0].approval is None


def test_a_model_is_approved_with_the_pack_it_was_trained_with_only(
    learned: tuple[Path, str],
) -> None:
    home = learned[0]

    with pytest.raises(ModelError, match="expected the pack mrt"):
        approve_model(
            *(home, EmbeddedStore(home), FilingStore(home), load_pack("xinjiang"), learned[1]),
            approver=APPROVER,
            on=date(2026, 9, 30),
        )


def broken(home: Path, model: str, name: str, change: tuple[str, str] | None) -> None:
    path = home / MODELS / model / name
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: len(text) // 2] if change is None else text.replace(*change, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("weights.json", None),
        ("weights.json", ('"hazard": 0.', '"hazard": 1.')),
        ("card.json", ("board", "b")),
    ],
)
def test_a_damaged_model_stops_the_month_and_nothing_is_published(
    name: str, change: tuple[str, str] | None, learned: tuple[Path, str], tmp_path: Path
) -> None:
    home = approved(learned[0], tmp_path, learned[1])
    broken(home, learned[1], name, change)

    with pytest.raises(ModelError, match=learned[1]):
        month(home)

    assert MonthFolder(home, MONTH).current() is None


def test_a_model_of_another_catalogue_stops_the_month(
    learned: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = approved(learned[0], tmp_path, learned[1])
    monkeypatch.setattr("scoring.relation_choice.catalogue_hash", lambda: "f" * 64)

    with pytest.raises(ModelError, match="expected a model trained with catalogues ffffffffffff"):
        month(home)

    assert MonthFolder(home, MONTH).current() is None
