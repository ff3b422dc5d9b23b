"""Whole months with other packs: boundaries on both closed sides, a linear pack, direct rules on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from graph.arrays import Frame
from graph.domain import Factor
from graph.filings import FilingStore
from graph.store.embedded.store import EmbeddedStore
from scoring.classes import CLASS_NAMES
from scoring.job.run import run_month
from scoring.measures.specs import RELATIONS
from scoring.pack import Pack, load_pack
from scoring.results import Months
from tests.published_months import TODAY, copy_home

LINEAR = Path(__file__).with_name("linear_pack.yaml")


def october(ready: Path, home: Path, pack: Pack) -> tuple[Frame, dict[str, Any]]:
    """Scores and manifest of October with a pack, in a copy of the home."""
    copy = copy_home(ready, home)
    made = run_month(
        home=copy,
        store=EmbeddedStore(copy),
        filings=FilingStore(copy),
        pack=pack,
        month="2026-10",
        today=TODAY,
    )
    manifest = json.loads((made.path / "manifest.json").read_text(encoding="utf-8"))
    return Frame.read(made.path / "scores.arrow"), manifest


def cut(pack: Pack, closed: str, boundaries: tuple[int, int, int]) -> Pack:
    """The same pack with other boundaries, in hundredths."""
    edges = [0.0, *(edge / 100 for edge in boundaries), 1000.0]
    ranges = [
        {"name": name, "at_least": low, "at_most": high}
        for name, low, high in zip(CLASS_NAMES, edges[:-1], edges[1:], strict=True)
    ]
    classes = {"closed": closed, "ranges": ranges}
    return Pack.model_validate({**pack.model_dump(mode="json"), "classes": classes})


@pytest.fixture(scope="module")
def alone(ready: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[int, int]:
    """Score by row of who no relation reaches even where everybody is of class D; rising."""
    pack = cut(load_pack("ningxia"), "left", (1, 2, 3))
    scores, _ = october(ready, tmp_path_factory.mktemp("alone") / "home", pack)
    rows = np.flatnonzero(scores.numbers("scored") & (scores.numbers("lambda_relationship") == 0))
    found = scores.numbers("model_score")
    return {int(row): int(found[row]) for row in rows[np.argsort(found[rows], kind="stable")]}


@pytest.fixture(scope="module")
def first_cut(ready: Path, tmp_path_factory: pytest.TempPathFactory) -> Frame:
    """October with pack ningxia."""
    scores, _ = october(ready, tmp_path_factory.mktemp("ningxia") / "home", load_pack("ningxia"))
    return scores


def test_ningxia_puts_every_published_score_into_the_class_of_its_boundaries(first_cut: Frame) -> None:
    rows = np.flatnonzero(first_cut.numbers("scored"))
    scores, classes = first_cut.numbers("score")[rows], first_cut.numbers("risk_class")[rows]

    # 250.00 is A, 250.01 is B
    expected = (scores > 25_000).astype(int) + (scores > 50_000) + (scores > 75_000)
    assert len(rows) > 0
    assert classes.tolist() == expected.tolist()


@pytest.mark.parametrize(("closed", "at_the_boundary"), [("left", "C"), ("right", "B")])
def test_scores_just_below_at_and_just_above_a_boundary_through_the_whole_job(
    ready: Path, alone: dict[int, int], tmp_path: Path, closed: str, at_the_boundary: str
) -> None:
    low, middle, high = (list(alone)[place] for place in (0, len(alone) // 2, -1))
    boundaries = (alone[low] + 1, alone[middle], alone[high] - 1)

    found, _ = october(ready, tmp_path / "home", cut(load_pack("ningxia"), closed, boundaries))

    assert [found.numbers("score")[row] for row in (low, middle, high)] == [
        boundaries[0] - 1,
        boundaries[1],
        boundaries[2] + 1,
    ]
    classes = [CLASS_NAMES[found.numbers("risk_class")[row]] for row in (low, middle, high)]
    assert classes == ["A", at_the_boundary, "D"]


def test_a_linear_pack_publishes_points_that_add_up_to_1000_times_the_weighted_sum(
    ready: Path, tmp_path: Path
) -> None:
    pack = load_pack(LINEAR)

    scores, manifest = october(ready, tmp_path / "home", pack)

    rows = np.flatnonzero(scores.numbers("scored"))
    total = sum(scores.numbers(f"lambda_{factor.value}")[rows] for factor in Factor)
    points = np.sum([scores.numbers(f"points_{factor.value}")[rows] for factor in Factor], axis=0)
    model = scores.numbers("model_score")[rows]
    assert manifest["pack"]["id"] == "linear"
    assert model.tolist() == np.floor(100 * (1000 * total / pack.kappa) + 0.5).astype(int).tolist()
    assert points.tolist() == model.tolist()


def test_xj_11_and_18_direct_rules_and_professional_models_stand_beside_the_model(
    ready: Path, tmp_path: Path
) -> None:
    scores, _ = october(ready, tmp_path / "home", load_pack("xinjiang"))

    beside = Frame.read(next((tmp_path / "home").rglob("overlays.arrow")))
    general = scores.numbers("risk_class")[beside.numbers("enterprise")]
    assert beside.numbers("general_class").tolist() == general.tolist()
    month = Months(tmp_path / "home").open("2026-10")
    found = month.enterprise(str(scores.text("enterprise_id")[int(beside.numbers("enterprise")[0])]))
    assert [one.model for one in found.professional][:1] == beside.text("overlay").to_pylist()[:1]
    assert found.professional[0].score == beside.numbers("score")[0] / 100
    held = [row for row, rule in enumerate(scores.text("direct_rule").to_pylist()) if rule is not None]
    scored = [row for row in held if scores.numbers("scored")[row]]
    assert scored
    assert all(CLASS_NAMES[scores.numbers("risk_class")[row]] == "D" for row in scored)
    assert all(scores.numbers("score")[row] >= 75_000 for row in scored)
    assert any(scores.numbers("model_score")[row] < 75_000 for row in scored)


def test_mr_5_4_items_over_relations_change_no_score(ready: Path, tmp_path: Path) -> None:
    pack = load_pack("mrt")
    own = tuple(one for one in pack.indicators if one.measure.table != RELATIONS)

    with_them, _ = october(ready, tmp_path / "with", pack)
    without, _ = october(ready, tmp_path / "without", pack.model_copy(update={"indicators": own}))

    for name in ("score", "model_score", "risk_class", "standalone_class"):
        assert with_them.numbers(name).tolist() == without.numbers(name).tolist()
