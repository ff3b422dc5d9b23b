"""From lambda to score and class: rounding, boundaries, clamp, direct D, who is scored."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from graph.errors import JobError
from scoring.classes import clamp, class_codes, in_scope
from scoring.pack import Pack
from scoring.points import part_points, score_hundredths, score_of
from tests.scored_facts import MRT, snapshot_of

RIGHT = MRT.model_copy(update={"classes": MRT.classes.model_copy(update={"closed": "right"})})
LINEAR = MRT.model_copy(update={"score_form": "weighted_sum"})


def names(hundredths: list[int], pack: Pack) -> str:
    """Classes of scores, as one word."""
    return "".join("ABCD"[code] for code in class_codes(np.array(hundredths), pack))


def test_boundaries_of_the_draft_belong_to_the_riskier_class() -> None:
    scores = [0, 19_999, 20_000, 20_001, 49_999, 50_000, 50_001, 74_999, 75_000, 75_001, 100_000]

    assert names(scores, MRT) == "AABBBCCCDDD"


def test_upper_inclusive_boundaries_belong_to_the_safer_class() -> None:
    scores = [0, 19_999, 20_000, 20_001, 50_000, 50_001, 75_000, 75_001, 100_000]

    assert names(scores, RIGHT) == "AAABBCCDD"


def test_the_score_is_rounded_half_up_before_it_is_classed() -> None:
    # S of .2231305 is 199.989..., of these two 199.9949 and 199.9951: classes A and B
    lambdas = -np.log1p(-np.array([199.9949, 199.9951]) / 1000)

    hundredths = score_hundredths(lambdas, MRT)

    assert hundredths.tolist() == [19_999, 20_000]
    assert names(hundredths.tolist(), MRT) == "AB"


def test_known_lambdas_give_the_boundaries_of_the_classes() -> None:
    assert score_hundredths(np.array([0.0, np.log(2), np.log(4)]), MRT).tolist() == [0, 50_000, 75_000]


def test_the_linear_form_reaches_1000_at_kappa() -> None:
    found = score_hundredths(np.array([0.0, LINEAR.kappa / 2, LINEAR.kappa]), LINEAR)

    assert found.tolist() == [0, 50_000, 100_000]
    assert score_of(LINEAR.kappa, LINEAR) == 1000


@pytest.mark.parametrize("wrong", [np.nan, -1e-9, np.inf])
def test_a_lambda_that_is_no_hazard_stops_the_job(wrong: float) -> None:
    with pytest.raises(JobError, match="at row 1"):
        score_hundredths(np.array([0.1, wrong]), MRT)


def test_a_score_above_1000_stops_the_job() -> None:
    with pytest.raises(JobError, match="at most 1000"):
        score_hundredths(np.array([LINEAR.kappa * 1.001]), LINEAR)
    with pytest.raises(JobError, match="from 0 to 1000"):
        class_codes(np.array([-1]), MRT)


@pytest.mark.parametrize(("pack", "floor"), [(MRT, 75_000), (RIGHT, 75_001)])
def test_relations_alone_make_no_d(pack: Pack, floor: int) -> None:
    model = np.array([90_000, 90_000, 90_000, 90_000, 60_000], dtype=np.int32)
    standalone = np.array([0, 1, 2, -1, 0], dtype=np.int8)

    scores, clamped = clamp(model, standalone, np.zeros(5, dtype=bool), pack)

    assert scores.tolist() == [floor - 1, floor - 1, 90_000, 90_000, 60_000]
    assert clamped.tolist() == [True, True, False, False, False]
    assert names(scores.tolist()[:2], pack) == "CC"


@pytest.mark.parametrize(("pack", "floor"), [(MRT, 75_000), (RIGHT, 75_001)])
def test_a_direct_rule_lifts_to_the_floor_of_d_and_is_never_clamped(pack: Pack, floor: int) -> None:
    model = np.array([10_000, 90_000], dtype=np.int32)

    scores, clamped = clamp(model, np.array([3, 3], dtype=np.int8), np.ones(2, dtype=bool), pack)

    assert scores.tolist() == [floor, 90_000]
    assert names(scores.tolist(), pack) == "DD"
    assert not clamped.any()


@given(
    arrays.arrays(np.float64, (4, 5), elements=st.floats(0, 1)),
    arrays.arrays(np.int32, 4, elements=st.integers(0, 100_000)),
)
def test_points_of_the_parts_add_up_to_the_score(lambdas: np.ndarray, hundredths: np.ndarray) -> None:
    points = part_points(lambdas, hundredths)

    has_parts = lambdas.sum(axis=1) > 0
    assert (points.sum(axis=1) == np.where(has_parts, hundredths, 0)).all()
    assert (points >= 0).all()


def test_the_largest_remainder_gets_the_last_hundredth_and_of_equal_ones_the_first() -> None:
    points = part_points(np.array([[1.0, 1.0, 1.0], [1.0, 2.0, 0.0]]), np.array([100, 100], dtype=np.int32))

    assert points.tolist() == [[34, 33, 33], [33, 67, 0]]


@pytest.mark.parametrize(
    ("status", "scored", "travels"),
    [
        ("operating", True, True),
        ("suspended", True, True),
        ("unknown", True, True),
        ("revoked", False, True),
        ("deregistered", False, False),
        ("moved_out", False, False),
        ("cancelled", False, False),
        ("absent", False, False),
    ],
)
def test_the_state_says_who_is_scored_and_whose_class_travels(
    status: str, scored: bool, travels: bool
) -> None:
    found = in_scope(snapshot_of(enterprises=[{"enterprise_id": "E1", "status": status}]), MRT)

    assert (found.scored.tolist(), found.travels.tolist()) == ([scored], [travels])


def test_a_group_and_a_stub_are_not_scored_and_an_unknown_type_is() -> None:
    firms: list[dict[str, object]] = [
        {"enterprise_id": "E1", "entity_type": "8000"},
        {"enterprise_id": "E2", "stub": True},
        {"enterprise_id": "E3"},
        {"enterprise_id": "E4", "entity_type": "9500"},
        {"enterprise_id": "E5", "entity_type": "no such"},
    ]

    found = in_scope(snapshot_of(enterprises=firms), MRT)

    assert found.scored.tolist() == [False, False, True, True, True]
