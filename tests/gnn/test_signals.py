"""Events and naming: who emits what, and which records name which unit."""

from __future__ import annotations

import numpy as np
import pytest

from gnn.signals import Events, conduct_windows, find_events, find_naming, severities
from graph.domain import DAY_OPEN, DAY_UNKNOWN, TieKind, day_number
from graph.units import build_units
from tests.relation_graphs import TODAY, Firm, Person, Record, T, Tie, World
from tests.relation_worlds import expert

FIRMS = (Firm("E1"), Firm("E2"), Firm("E3"))
NODES = len(FIRMS) + 1


def world(*records: Record) -> World:
    return World(firms=FIRMS, persons=(Person("P:1"),), records=records)


def events_of(*records: Record) -> Events:
    snapshot = world(*records).freeze()
    return find_events(snapshot, build_units(snapshot), NODES, expert().paths)


def emitters(*records: Record) -> list[int]:
    """Contracted codes with an event, each as often as it has events."""
    return np.repeat(np.arange(NODES), np.diff(events_of(*records).start)).tolist()


@pytest.mark.parametrize(
    "role", ["plaintiff", "victim", "third_party", "complainant", "impersonated", "unknown"]
)
def test_only_responsible_parties_emit(role: str) -> None:
    assert emitters(Record("r", (("E1", role), ("E2", "responsible")))) == [1]


def test_persons_emit_for_themselves() -> None:
    assert emitters(Record("r", (("P:1", "responsible"),))) == [3]


@pytest.mark.parametrize(
    ("outcome", "emits"), [(None, 1), ("lost", 1), ("won", 0), ("settled", 0), ("pending", 0)]
)
def test_an_outcome_that_is_not_adverse_does_not_travel(outcome: str | None, emits: int) -> None:
    assert len(emitters(Record("r", (("E1", "responsible"),), kind="suit", outcome=outcome))) == emits


def test_a_kind_the_catalogue_lacks_does_not_travel() -> None:
    assert emitters(Record("r", (("E1", "responsible"),), kind="rumour")) == []


def test_a_record_published_after_the_day_does_not_travel_yet() -> None:
    assert emitters(Record("r", (("E1", "responsible"),), published=T + 1)) == []
    assert emitters(Record("r", (("E1", "responsible"),), published=T)) == [0]


def test_a_party_named_twice_emits_once() -> None:
    parties = (("E1", "responsible"), ("E1", "plaintiff"))
    assert emitters(Record("r", parties)) == [0]


def test_a_branch_emits_as_its_legal_person() -> None:
    branched = World(
        firms=(Firm("E1"), Firm("E2", head="E1")),
        records=(Record("r", (("E1", "responsible"), ("E2", "responsible"))),),
    ).freeze()
    events = find_events(branched, build_units(branched), 1, expert().paths)
    assert np.diff(events.start).tolist() == [1]


def test_age_counts_from_the_decision_else_publication_else_knowledge() -> None:
    parties = (("E1", "responsible"),)
    records = (
        Record("a", parties, decided=T - 30, published=T - 20, entered=T - 10),
        Record("b", parties, decided=DAY_UNKNOWN, published=T - 20, entered=T - 10),
        Record("c", parties, decided=DAY_UNKNOWN, published=DAY_UNKNOWN, entered=T - 10),
    )
    assert events_of(*records).age_days.tolist() == [30, 20, 10]


def test_severity_is_the_row_s_else_the_gravest_measure_or_item_else_the_kind_s() -> None:
    parties = (("E1", "responsible"),)
    snapshot = world(
        Record("a", parties, severity=1, measure="revocation"),
        Record("b", parties, severity=-1, measure="fine"),
        Record("c", parties, severity=-1, measure="fine", items=(("confiscation", -1), ("warning", -1))),
        Record("d", parties, severity=-1, items=(("odd", 4),)),
        Record("e", parties, severity=-1),
        Record("f", parties, severity=-1, kind="suit"),
    ).freeze()
    assert severities(snapshot.records, snapshot.items, {"suit": 2}).tolist() == [1, 2, 3, 4, 3, 2]


def test_conduct_window_is_the_known_days_else_a_year_before_the_decision() -> None:
    parties = (("E1", "responsible"),)
    leap = day_number(TODAY.replace(year=2024, month=2, day=29))
    snapshot = world(
        Record("a", parties, conduct_from=100, conduct_to=200),
        Record("b", parties, decided=leap),
        Record("c", parties, conduct_from=100, decided=300),
        Record("d", parties, conduct_to=leap, decided=leap + 500),
        Record("e", parties, decided=DAY_UNKNOWN),
    ).freeze()
    begin, end = conduct_windows(snapshot.records, 12)
    year_before = day_number(TODAY.replace(year=2023, month=2, day=28))
    assert begin.tolist() == [100, year_before, 100, year_before, DAY_UNKNOWN]
    assert end.tolist() == [200, leap, 300, leap, DAY_OPEN]


def named(*records: Record) -> list[tuple[int, int]]:
    """Pairs (unit, record) of N(i) with a party outside the unit."""
    snapshot = world(*records).freeze()
    naming = find_naming(snapshot, build_units(snapshot), NODES)
    return [(key // naming.records, key % naming.records) for key in naming.named.tolist()]


def test_a_record_names_its_parties_of_any_role() -> None:
    assert named(Record("r", (("E1", "plaintiff"), ("E2", "responsible")))) == [(0, 0), (1, 0)]


def test_a_record_with_one_party_can_reach_nobody_else() -> None:
    assert named(Record("r", (("E1", "responsible"),))) == []


def test_a_joint_record_names_its_parties_on_all_records_of_the_decision() -> None:
    joint = Record("r1", (("E1", "responsible"), ("E2", "responsible")), decision="d")
    listing = Record("r2", (("E3", "responsible"),), kind="abnormal_listing", decision="d")
    assert named(joint, listing) == [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_listings_of_one_decision_name_only_their_own_party() -> None:
    one = Record("r1", (("E1", "responsible"),), kind="abnormal_listing", decision="d")
    other = Record("r2", (("E2", "responsible"),), kind="abnormal_listing", decision="d")
    assert named(one, other) == []


def test_records_without_a_decision_stand_alone() -> None:
    one = Record("r1", (("E1", "responsible"), ("E2", "victim")))
    other = Record("r2", (("E3", "responsible"),))
    assert named(one, other) == [(0, 0), (1, 0)]


def test_a_party_of_the_unit_s_operator_names_the_unit() -> None:
    operated = World(
        firms=(Firm("E1", entity_type="9500"), Firm("E2")),
        persons=(Person("P:1"),),
        ties=(Tie("t", TieKind.LEGAL_REPRESENTATIVE_OF, "P:1", "E1"),),
        records=(Record("r", (("P:1", "victim"), ("E2", "responsible"))),),
    ).freeze()
    naming = find_naming(operated, build_units(operated), 3)
    assert naming.shares.tolist() == [True, True]
