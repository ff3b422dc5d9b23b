"""Strength of single ties, hand-computed with the expert numbers."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import numpy as np
import pytest

from graph.domain import DAY_OPEN, DAY_UNKNOWN, TieKind, day_number
from graph.legs import LegStrengths, class_carry, event_carry, fading, leg_strengths, months_before
from tests.relation_graphs import Firm, Person, T, Tie, World
from tests.relation_worlds import expert

MONTH = 365.25 / 12


def leg(kind: TieKind, source: str = "P:1", match: float = math.nan, **values: Any) -> LegStrengths:
    world = World(
        firms=(Firm("E1"), Firm("E2")),
        persons=(Person("P:1", match),),
        ties=(Tie("t", kind, source, "E2", **values),),
    )
    return leg_strengths(world.freeze(), expert().paths)


@pytest.mark.parametrize(
    ("share", "strength"),
    [
        (0.0, 0.0),
        (0.025, 0.05),
        (0.05, 0.1),
        (0.2, 0.4),
        (0.25, 0.5),
        (0.5, 0.9),
        (1.0, 1.0),
        (math.nan, 0.5),
    ],
)
def test_strength_of_a_share_is_linear_between_the_points_and_the_pack_s_if_unknown(
    share: float, strength: float
) -> None:
    assert leg(TieKind.HOLDS, share=share).strength[0] == pytest.approx(strength, abs=1e-6)


@pytest.mark.parametrize(
    ("role", "strength"),
    [("chair", 0.9), ("independent_director", 0.02), ("liquidator", 0.0), ("unheard_of", 0.5), (None, 0.5)],
)
def test_strength_of_an_officer_is_that_of_the_role(role: str | None, strength: float) -> None:
    assert leg(TieKind.OFFICER_OF, role=role).strength[0] == strength


@pytest.mark.parametrize(
    "kind", [TieKind.LEASES_TO, TieKind.TRADES_WITH, TieKind.BRANCH_OF, TieKind.POSSIBLY_SAME]
)
def test_some_ties_carry_nothing(kind: TieKind) -> None:
    assert leg(kind, source="E1").strength[0] == 0


def test_confidence_of_tie_and_person_multiply() -> None:
    strengths = leg(TieKind.LEGAL_REPRESENTATIVE_OF, confidence=0.5, match=0.8)
    assert strengths.strength[0] == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("days_ago", "decay"),
    [
        (-1, 1.0),
        (0, 1.0),
        (round(12 * MONTH), 0.5),
        (round(24 * MONTH) - 1, 0.25),
        (round(24 * MONTH) + 1, 0.0),
    ],
)
def test_an_ended_tie_halves_in_a_year_and_is_gone_after_two(days_ago: int, decay: float) -> None:
    strengths = leg(TieKind.LEGAL_REPRESENTATIVE_OF, start=T - 3000, end=T - days_ago)
    assert strengths.ended[0] == pytest.approx(decay, abs=1e-3)


def test_a_tie_that_begins_after_the_day_carries_nothing() -> None:
    assert leg(TieKind.LEGAL_REPRESENTATIVE_OF, start=T + 1).strength[0] == 0


def days(*values: int) -> Any:
    return np.array(values, np.int32)


@pytest.mark.parametrize(
    ("start", "end", "carry"),
    [
        (0, DAY_OPEN, 1.0),
        (200, DAY_OPEN, 1.0),  # begins on the last day of the conduct
        (201, DAY_OPEN, 0.0),  # a new representative does not inherit
        (0, 101, 1.0),  # last day in force is the first day of the conduct
        (0, 100, 0.0),
        (DAY_UNKNOWN, DAY_OPEN, 0.5),
        (DAY_UNKNOWN, 100, 0.0),  # ended before: known without the start
    ],
)
def test_an_event_carries_over_a_tie_that_overlapped_the_conduct(start: int, end: int, carry: float) -> None:
    assert event_carry(days(start), days(end), days(100), days(200), 0.5)[0] == carry


def test_an_event_without_any_conduct_day_carries_the_pack_s_number() -> None:
    assert event_carry(days(0), days(DAY_OPEN), days(DAY_UNKNOWN), days(DAY_OPEN), 0.5)[0] == 0.5


@pytest.mark.parametrize(
    ("start", "end", "carry"),
    [
        (date(2025, 10, 31), None, 1.0),
        (date(2025, 11, 1), None, 0.0),
        (date(2020, 1, 1), date(2025, 11, 1), 1.0),
        (date(2020, 1, 1), date(2025, 10, 31), 0.0),
        (None, None, 0.25),
        (None, date(2025, 10, 31), 0.0),
    ],
)
def test_a_class_carries_over_a_tie_in_force_a_year_before(
    start: date | None, end: date | None, carry: float
) -> None:
    numbers = expert().paths.carry.model_copy(update={"class_unknown": 0.25})
    begin = DAY_UNKNOWN if start is None else day_number(start)
    until = DAY_OPEN if end is None else day_number(end)
    assert class_carry(days(begin), days(until), date(2026, 10, 31), numbers)[0] == carry


def test_months_before_ends_with_the_month() -> None:
    moved = months_before(days(*(day_number(d) for d in (date(2024, 3, 31), date(2024, 3, 15)))), 1)
    assert moved.tolist() == [day_number(date(2024, 2, 29)), day_number(date(2024, 2, 15))]
    assert len(months_before(days(), 12)) == 0


def test_a_row_s_strength_never_depends_on_the_rows_beside_it() -> None:
    world = World(
        firms=(Firm("E1"), Firm("E2")),
        persons=(Person("P:1", 0.7),),
        ties=tuple(
            Tie(f"t{k}", TieKind.HOLDS, "P:1", "E2", share=k / 9, end=T - 40 * k) for k in range(1, 9)
        ),
    ).freeze()
    every = leg_strengths(world, expert().paths).strength
    for row in range(8):
        assert leg_strengths(world, expert().paths, np.array([row])).strength[0] == every[row]


def test_fading_of_a_day_is_the_same_in_a_table_of_any_length() -> None:
    table = fading(12.0, 1000)
    assert table[0] == 1
    assert table[365] == pytest.approx(0.5, abs=1e-3)
    assert fading(12.0, 700).tobytes() == table[:701].tobytes()
