"""Models on disk: whole, unedited, of these catalogues, or refused in one line."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from gnn.artefact import amend_card, models_of, read_model, write_model
from gnn.model_card import (
    Approval,
    DataWindow,
    Measured,
    ModelArtefact,
    ModelCard,
    ModelWeights,
    PackStamp,
    Retirement,
    Strength,
)
from graph.errors import ModelError, NotFoundError
from tests.relation_worlds import expert

CATALOGUE = "a" * 64


def artefact(**changes: Any) -> ModelArtefact:
    card: dict[str, Any] = {
        "id": "first-model",
        "created_on": date(2026, 11, 22),
        "author": "analyst",
        "catalogue_hash": CATALOGUE,
        "pack": PackStamp(id="mrt", version="1", hash="b" * 64),
        "data_window": DataWindow(
            train=(date(2024, 3, 31), date(2024, 6, 30)),
            test=(date(2025, 9, 30),),
            labels_until=date(2026, 9, 30),
            known_by=date(2026, 10, 31),
            rows=1000,
            events=90,
        ),
        "metrics": {"auprc": Measured(value=0.3, low=0.28, high=0.32)},
        "kkt_residual": 1e-9,
    }
    rules = expert()
    return ModelArtefact(
        card=ModelCard.model_validate(card | changes),
        weights=ModelWeights(
            coefficients=rules.coefficients,
            paths=rules.paths,
            own={"age under 1 year": 0.02},
            strengths=(
                Strength(family="equity", step="severity 1+, 12 months", hazard=0.1, low=0.0, high=0.2),
            ),
        ),
    )


APPROVAL = Approval(approver="head", approved_on=date(2026, 11, 23), reference_month="2026-10", scale=1.25)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_model_reads_as_it_was_written(tmp_path: Path) -> None:
    written = write_model(tmp_path, artefact())

    read = read_model(tmp_path, "first-model", CATALOGUE)

    assert read == written
    assert read.weights == artefact().weights
    assert read.card.hash is not None
    assert models_of(tmp_path) == ["first-model"]


def test_the_same_model_has_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "other"):
        write_model(tmp_path / name, artefact())

    for file in ("card.json", "weights.json"):
        paths = [tmp_path / name / "first-model" / file for name in ("one", "other")]
        assert paths[0].read_bytes() == paths[1].read_bytes()


def test_a_model_is_never_overwritten(tmp_path: Path) -> None:
    write_model(tmp_path, artefact())

    with pytest.raises(ModelError, match="never overwritten"):
        write_model(tmp_path, artefact())


def test_a_model_of_other_catalogues_is_refused_for_use_and_still_readable(tmp_path: Path) -> None:
    write_model(tmp_path, artefact())

    with pytest.raises(ModelError, match="expected a model trained with catalogues cccccccccccc"):
        read_model(tmp_path, "first-model", "c" * 64)
    assert read_model(tmp_path, "first-model").card.author == "analyst"


@pytest.mark.parametrize("file", ["card.json", "weights.json"])
@pytest.mark.parametrize("kept", [0, 1, 100, -2])
def test_a_truncated_file_is_refused(tmp_path: Path, file: str, kept: int) -> None:
    write_model(tmp_path, artefact())
    path = tmp_path / "first-model" / file
    path.write_bytes(path.read_bytes()[:kept])

    with pytest.raises(ModelError, match="first-model"):
        read_model(tmp_path, "first-model")


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("weights.json", '"hazard": 0.04', '"hazard": 0.05'),
        ("weights.json", '"default": 0.6', '"default": 0.7'),
        ("weights.json", '"hazard": 0.04', '"hazard": NaN'),
        ("card.json", '"value": 0.3', '"value": 0.4'),
        ("card.json", '"value": 0.3', '"value": Infinity'),
        ("card.json", '"author": "analyst"', '"author": "somebody"'),
        ("card.json", '"approval": null', '"approval": {"approver": "me"}'),
        ("card.json", '"rows": 1000', '"rows": 1000, "more": 1'),
    ],
)
def test_a_file_edited_by_hand_is_refused(tmp_path: Path, file: str, old: str, new: str) -> None:
    write_model(tmp_path, artefact())
    edit(tmp_path / "first-model" / file, old, new)

    with pytest.raises(ModelError, match="first-model"):
        read_model(tmp_path, "first-model")


def test_a_missing_file_or_model_is_told_apart(tmp_path: Path) -> None:
    write_model(tmp_path, artefact())
    (tmp_path / "first-model" / "weights.json").unlink()

    with pytest.raises(ModelError, match=r"expected weights\.json in model first-model"):
        read_model(tmp_path, "first-model")
    with pytest.raises(NotFoundError, match="expected a model of this home"):
        read_model(tmp_path, "second-model")
    with pytest.raises(NotFoundError):
        read_model(tmp_path / "first-model", "..")


def test_a_renamed_folder_is_refused(tmp_path: Path) -> None:
    write_model(tmp_path, artefact())
    (tmp_path / "first-model").rename(tmp_path / "better-model")

    with pytest.raises(ModelError, match="card of model better-model"):
        read_model(tmp_path, "better-model")


def test_a_cut_write_leaves_no_model(tmp_path: Path) -> None:
    (tmp_path / ".first-model.partial").mkdir()
    (tmp_path / ".first-model.partial" / "weights.json").write_text("{")

    assert models_of(tmp_path) == []
    write_model(tmp_path, artefact())
    assert models_of(tmp_path) == ["first-model"]


def test_approval_and_retirement_change_the_hash_and_nothing_else(tmp_path: Path) -> None:
    fresh = write_model(tmp_path, artefact())
    assert not fresh.usable

    approved = amend_card(tmp_path, fresh.card.model_copy(update={"approval": APPROVAL}))
    in_use = read_model(tmp_path, "first-model", CATALOGUE)
    retirement = Retirement(by="head", on=date(2027, 1, 5), reason="drift")
    amend_card(tmp_path, approved.model_copy(update={"retirement": retirement}))
    retired = read_model(tmp_path, "first-model", CATALOGUE)

    assert in_use.usable
    assert in_use.card.approval == APPROVAL
    assert in_use.weights == fresh.weights == retired.weights
    assert not retired.usable
    assert len({fresh.card.hash, in_use.card.hash, retired.card.hash}) == 3


def test_an_amended_card_changes_nothing_but_approval(tmp_path: Path) -> None:
    card = write_model(tmp_path, artefact()).card

    with pytest.raises(ModelError, match=r"got other \['author', 'metrics'\]"):
        amend_card(tmp_path, card.model_copy(update={"metrics": {}, "author": "somebody"}))


def test_the_author_cannot_approve() -> None:
    with pytest.raises(ValidationError, match="author of a model cannot approve"):
        artefact(approval=APPROVAL.model_copy(update={"approver": "analyst"}))


def test_days_of_the_parts_follow_each_other() -> None:
    window = artefact().card.data_window.model_dump()

    with pytest.raises(ValidationError, match="must rise"):
        DataWindow.model_validate(window | {"test": (date(2024, 6, 30),)})
    with pytest.raises(ValidationError, match="before the last panel"):
        DataWindow.model_validate(window | {"labels_until": date(2025, 1, 1)})


def test_numbers_that_are_none_never_become_a_model() -> None:
    raw = artefact().weights.model_dump(mode="json")
    for place in (raw["coefficients"]["families"]["equity"]["events"][0], raw["strengths"][0]):
        kept = place["hazard"]
        for bad in (float("nan"), float("inf"), -0.1):
            place["hazard"] = bad
            with pytest.raises(ValidationError):
                ModelWeights.model_validate(raw)
        place["hazard"] = kept
    raw["paths"]["share_curve"]["unknown"] = float("nan")
    with pytest.raises(ValidationError):
        ModelWeights.model_validate(raw)


def test_weights_of_a_family_the_paths_lack_are_refused() -> None:
    raw = json.loads(artefact().weights.model_dump_json())
    del raw["paths"]["families"]["equity"]

    with pytest.raises(ValidationError, match="equity"):
        ModelWeights.model_validate(raw)
