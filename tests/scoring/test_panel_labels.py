"""Whose event an adverse record is: what several legal persons did together is nobody's."""

from __future__ import annotations

import pytest

from graph.domain import TieKind
from scoring.training.panel_labels import acts_of_several, find_outcomes
from scoring.training.plan import shipped_plan
from tests.relation_graphs import Firm, Person, Record, T, Tie, World

ONE, OTHER = ("F0", "responsible"), ("F1", "responsible")


def world(*records: Record, ties: tuple[Tie, ...] = ()) -> World:
    firms = (Firm("F0"), Firm("F1"), Firm("F2", head="F0"), Firm("B", entity_type="9500"))
    return World(firms=firms, persons=(Person("P"),), ties=ties, records=records)


def several(*records: Record, ties: tuple[Tie, ...] = ()) -> list[bool]:
    return list(acts_of_several(world(*records, ties=ties).freeze()))


@pytest.mark.parametrize(
    ("parties", "expected"),
    [
        ((ONE,), False),
        ((ONE, OTHER), True),
        ((ONE, ("F1", "victim")), False),
        ((ONE, ("P", "responsible")), False),
        ((ONE, ("F2", "responsible")), False),
    ],
    ids=["one", "two", "a-victim", "its-representative", "its-branch"],
)
def test_a_record_is_an_act_of_several_if_it_holds_two_legal_persons_responsible(
    parties: tuple[tuple[str, str], ...], expected: bool
) -> None:
    assert several(Record("r", parties)) == [expected]


def test_the_operator_of_a_business_is_the_same_legal_person() -> None:
    operates = Tie("t", TieKind.LEGAL_REPRESENTATIVE_OF, "P", "B")
    record = Record("r", (("B", "responsible"), ("P", "responsible")))

    assert several(record, ties=(operates,)) == [False]


def test_two_records_of_one_decision_are_one_act() -> None:
    assert several(Record("a", (ONE,), decision="D"), Record("b", (OTHER,), decision="D")) == [True, True]


def test_a_decision_that_lists_many_is_an_act_of_each() -> None:
    listed = [
        Record(name, (party,), kind="abnormal_listing", decision="D")
        for name, party in (("a", ONE), ("b", OTHER))
    ]

    assert several(*listed) == [False, False]
    assert several(Record("r", (ONE, OTHER), kind="abnormal_listing")) == [False]


def test_an_act_of_several_is_nobodys_outcome() -> None:
    snapshot = world(Record("a", (ONE, OTHER)), Record("b", (ONE,), decided=T - 100)).freeze()

    found = find_outcomes(snapshot, shipped_plan())

    assert found.enterprise.tolist() == [snapshot.enterprises.row_of("enterprise_id", "F0")]
    assert found.day.tolist() == [T - 100]
