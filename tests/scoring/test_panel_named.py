"""Records that name a legal person without being adverse records of its own."""

from __future__ import annotations

from dataclasses import replace

from graph.units import build_units
from scoring.training.panel_named import named_otherwise
from tests.relation_graphs import Firm, Record, T, World

FIRMS = (Firm("F0"), Firm("F1"))


def named(*records: Record) -> list[tuple[int, int]]:
    snapshot = World(firms=FIRMS).with_records(*records).freeze()
    found = named_otherwise(snapshot, build_units(snapshot))
    return list(zip(found.unit.tolist(), found.age_days.tolist(), strict=True))


SUIT = Record("s", (("F0", "responsible"), ("F1", "plaintiff")), kind="suit", decided=T - 30)


def test_a_plaintiff_and_a_suit_that_was_won_are_named_otherwise() -> None:
    assert named(replace(SUIT, outcome="won")) == [(0, 30), (1, 30)]


def test_an_own_adverse_record_is_not_named_otherwise() -> None:
    assert named(replace(SUIT, outcome="lost")) == [(1, 30)]


def test_two_roles_in_one_record_count_once() -> None:
    twice = replace(SUIT, outcome="won", parties=(("F0", "responsible"), ("F0", "plaintiff")))

    assert named(twice) == [(0, 30)]


def test_a_record_that_is_published_after_the_day_is_not_known() -> None:
    assert named(replace(SUIT, outcome="won", published=T + 1)) == []
