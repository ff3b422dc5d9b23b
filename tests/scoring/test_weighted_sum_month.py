"""A region with a linear rulebook through the whole job: scores, receipts, causes, comparison."""

from __future__ import annotations

import math
import shutil
from pathlib import Path

import numpy as np
import pytest

from graph.arrays import Frame
from graph.domain import Factor
from graph.filings import FilingStore
from graph.store.embedded.store import EmbeddedStore
from scoring.job.compare import compare_packs
from scoring.job.run import run_month
from scoring.migration.forms import in_form
from scoring.pack import Pack, load_pack
from scoring.pack_difference import MoveReason
from scoring.results import Months
from scoring.results_migration import HAZARD_CAUSES, HAZARD_UNIT
from tests.published_months import TODAY, copy_home

LINEAR = Path(__file__).with_name("linear_pack.yaml")


@pytest.fixture(scope="module")
def linear() -> Pack:
    return load_pack(LINEAR)


@pytest.fixture(scope="module")
def home(ready: Path, linear: Pack, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Home with September and October of the linear pack."""
    place = copy_home(ready, tmp_path_factory.mktemp("linear") / "home")
    shutil.rmtree(place / "months")
    for month in ("2026-09", "2026-10"):
        published(place, linear, month)
    return place


def published(place: Path, pack: Pack, month: str) -> Path:
    """Folder of a month of a pack."""
    return run_month(
        home=place,
        store=EmbeddedStore(place),
        filings=FilingStore(place),
        pack=pack,
        month=month,
        today=TODAY,
    ).path


def test_points_of_a_linear_receipt_are_1000_times_hazard_over_kappa(home: Path, linear: Pack) -> None:
    month = Months(home).open("2026-10")
    ids = month.scores.text("enterprise_id").to_pylist()
    receipts = [found for found in map(month.receipt, ids) if found.scored]

    assert receipts
    for receipt in receipts:
        assert math.fsum(line.hazard for line in receipt.lines) == pytest.approx(receipt.hazard, abs=1e-9)
        assert receipt.model_score == pytest.approx(1000 * receipt.hazard / linear.kappa, abs=0.006)
        assert round(100 * sum(line.points for line in receipt.lines)) == round(100 * receipt.model_score)
        for line in receipt.lines:
            assert line.points == pytest.approx(1000 * line.hazard / linear.kappa, abs=0.011)


def test_causes_of_linear_months_add_up_to_the_difference_of_scores(home: Path, linear: Pack) -> None:
    scores = [Frame.read(home / "months" / name / "r001" / "scores.arrow") for name in ("2026-09", "2026-10")]
    movers = Frame.read(home / "months" / "2026-10" / "r001" / "migration.arrow")
    old_row = {name: row for row, name in enumerate(scores[0].text("enterprise_id").to_pylist())}

    checked = 0
    for row, code in enumerate(movers.numbers("enterprise").tolist()):
        name = scores[1].text("enterprise_id")[code].as_py()
        before, after = int(movers.numbers("previous_class")[row]), int(movers.numbers("risk_class")[row])
        if before < 0 or after < 0:
            continue
        hazard = sum(int(movers.numbers(f"hazard_{cause.value}")[row]) for cause in HAZARD_CAUSES)
        points = 1000 * hazard * HAZARD_UNIT / linear.kappa
        model = [
            int(frame.numbers("model_score")[place]) / 100
            for frame, place in zip(scores, (old_row[name], code), strict=True)
        ]
        assert points == pytest.approx(model[1] - model[0], abs=0.011)
        checked += 1
    assert checked


def test_hazards_of_another_linear_pack_are_said_in_its_kappa(linear: Pack) -> None:
    own, related = np.array([[0.1, 0.2, 0.0, 0.3]]), np.array([0.4])

    wider = in_form(own, related, ("weighted_sum", linear.kappa / 2), linear)

    assert wider[0] == pytest.approx(2 * own)
    assert wider[1] == pytest.approx(2 * related)


def test_hazards_of_the_exponential_form_are_said_as_the_linear_ones_of_the_same_score(linear: Pack) -> None:
    # a hazard of ln 2 is a score of 500, hence half of kappa; a fifth of it stays a fifth
    own, related = np.array([[0.8 * math.log(2), 0.0, 0.0, 0.0]]), np.array([0.2 * math.log(2)])

    said = in_form(own, related, ("hazard", 3.0), linear)

    assert said[0].sum() == pytest.approx(0.8 * linear.kappa / 2)
    assert said[1] == pytest.approx(0.2 * linear.kappa / 2)


def test_hazards_of_two_packs_of_the_exponential_form_stay_as_they_are() -> None:
    own, related = np.array([[0.1, 0.2, 0.0, 0.3]]), np.array([0.4])

    assert in_form(own, related, ("hazard", 1.0), load_pack("mrt")) == (own, related)


def test_a_month_after_one_of_the_hazard_form_names_the_model_for_what_the_form_moved(
    ready: Path, linear: Pack, tmp_path: Path
) -> None:
    place = copy_home(ready, tmp_path / "home")

    path = published(place, linear, "2026-10")

    scores, movers = Frame.read(path / "scores.arrow"), Frame.read(path / "migration.arrow")
    inside = (movers.numbers("previous_class") >= 0) & (movers.numbers("risk_class") >= 0)
    codes = movers.numbers("enterprise")[inside]
    lower = scores.numbers("model_score")[codes] < scores.numbers("previous_score")[codes]
    # 1 - exp(-x) lies above x / kappa: whoever moved down by less than the form alone does not blame time
    assert inside.any()
    assert lower.any()
    assert (movers.numbers("hazard_model")[inside][lower] < 0).all()


def test_pack_diff_gives_the_shares_of_the_published_linear_month(home: Path, linear: Pack) -> None:
    scores = Frame.read(home / "months" / "2026-10" / "r001" / "scores.arrow")
    classes = scores.numbers("risk_class")
    scored = classes >= 0

    found = compare_packs(
        home=home,
        store=EmbeddedStore(home),
        filings=FilingStore(home),
        packs=(linear, load_pack("mrt")),
        month="2026-10",
        today=TODAY,
    )

    assert list(found.before.shares.values()) == [(classes[scored] == code).mean() for code in range(4)]
    assert sum(found.reasons.values()) == found.moved > 0
    assert set(found.reasons) <= {MoveReason(factor.value) for factor in Factor} | {MoveReason.BOUNDARIES}
