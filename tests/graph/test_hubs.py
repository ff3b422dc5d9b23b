"""Degree at entry: fixed for good, counted with what was known then."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.domain import DAY_OPEN
from graph.hubs import degree_at_entry, hub_factors
from tests.relation_worlds import expert, growing_hub_rules, small_hub_rules

Leg = tuple[int, int, int, int]  # hub, unit, entered, left


def degrees(legs: list[Leg]) -> list[int]:
    hub, unit, entered, left = (np.array(column, np.int64) for column in zip(*legs, strict=True))
    return [int(degree) for degree in degree_at_entry(hub, unit, entered, left, np.arange(len(legs)))]


def naive(legs: list[Leg]) -> list[int]:
    found = []
    for rank, (hub, _, entered, _) in enumerate(legs):
        present = {
            unit
            for other, (at, unit, came, left) in enumerate(legs)
            if at == hub and (other == rank or ((came, other) < (entered, rank) and left > entered))
        }
        found.append(len(present))
    return found


def test_each_leg_counts_the_units_that_were_there_and_itself() -> None:
    assert degrees([(0, 1, 10, DAY_OPEN), (0, 2, 20, DAY_OPEN), (0, 3, 15, DAY_OPEN)]) == [1, 3, 2]


def test_two_ties_of_one_unit_count_it_once() -> None:
    assert degrees([(0, 1, 10, DAY_OPEN), (0, 1, 20, DAY_OPEN), (0, 2, 30, DAY_OPEN)]) == [1, 1, 2]


def test_a_unit_known_to_have_left_no_longer_counts() -> None:
    assert degrees([(0, 1, 10, 20), (0, 2, 19, DAY_OPEN), (0, 3, 20, DAY_OPEN)]) == [1, 2, 2]


def test_an_end_learnt_later_changes_no_older_degree() -> None:
    before = degrees([(0, 1, 10, DAY_OPEN), (0, 2, 20, DAY_OPEN)])
    after = degrees([(0, 1, 10, 25), (0, 2, 20, DAY_OPEN)])
    assert before == after == [1, 2]


def test_a_tie_already_ended_when_it_became_known_counts_for_itself_only() -> None:
    assert degrees([(0, 1, 10, DAY_OPEN), (0, 2, 20, 20), (0, 3, 20, DAY_OPEN)]) == [1, 2, 2]


@given(
    st.lists(
        st.tuples(st.integers(0, 2), st.integers(0, 4), st.integers(0, 8), st.integers(0, 12)),
        min_size=1,
        max_size=25,
    )
)
def test_degrees_equal_naive_counting(legs: list[Leg]) -> None:
    assert degrees(legs) == naive(legs)


@pytest.mark.parametrize(
    ("degree", "factor"), [(1, 1.0), (10, 1.0), (11, 0.3), (50, 0.3), (51, 0.0), (9999, 0.0)]
)
def test_buckets_of_the_pack(degree: int, factor: float) -> None:
    assert hub_factors(np.array([degree]), np.array([9_999]), expert().paths.hubs)[0] == factor


def grown(degree: int, months: float) -> float:
    days = np.array([round(months * 365.25 / 12)])
    return float(hub_factors(np.array([degree]), days, growing_hub_rules().hubs)[0])


def test_others_at_a_hub_are_expected_to_double_and_a_first_leg_stays_alone() -> None:
    assert [grown(2, months) for months in (0, 38, 40)] == pytest.approx([1.0, 0.3, 0.0], abs=0.01)
    assert 0.3 < grown(2, 24) < grown(2, 12) < 1.0
    assert grown(1, 600) == 1.0


def test_rules_without_growth_are_written_as_before_there_was_any() -> None:
    assert "growth" not in small_hub_rules().model_dump(mode="json")["hubs"]
    assert growing_hub_rules().model_dump(mode="json")["hubs"]["growth"]["doubling_months"] == 24
