"""The book of decisions: who may record what, and what holds on a day; on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from graph.domain import RiskClass
from graph.errors import GuanlianError, InputError, NotFoundError
from graph.state import open_state
from scoring.decision_book import DecisionBook
from scoring.decisions import DecisionKind

OCTOBER, NOVEMBER = date(2026, 10, 31), date(2026, 11, 20)
GIVEN: dict[str, Any] = {
    "kind": DecisionKind.RAISE,
    "risk_class": RiskClass.C,
    "ground": "minutes 7",
    "effective_on": date(2026, 10, 1),
    "expires_on": date(2027, 10, 1),
    "known_on": date(2026, 10, 1),
    "author": "u1",
    "approver": "u2",
}
REVOKED: dict[str, Any] = {"ground": "lapsed", "author": "u1", "approver": "u2"}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"approver": "u1"}, "approver who is not the author"),
        ({"approver": "U1 "}, "approver who is not the author"),
        ({"ground": "  "}, "expected ground"),
        ({"author": ""}, "expected author"),
        ({"expires_on": date(2026, 10, 1)}, "expiry after 2026-10-01"),
        ({"kind": DecisionKind.DIRECT, "risk_class": RiskClass.C}, "sets D"),
        ({"risk_class": RiskClass.A}, "sets B, C, D"),
        ({"kind": DecisionKind.LOWER}, "switched off"),
    ],
)
def test_a_wrong_decision_is_refused_and_nothing_recorded(
    changed: dict[str, Any], told: str, state_place: Path | str
) -> None:
    book = DecisionBook(state_place)

    with pytest.raises(InputError, match=told):
        book.add("E1", **{**GIVEN, **changed})

    assert book.all() == []


def test_a_decision_is_read_as_recorded_and_not_verified(state_place: Path | str) -> None:
    book = DecisionBook(state_place)

    (made,) = book.add("E1", **GIVEN)

    assert book.all() == [made]
    assert (made.number, made.verified) == (1, False)


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        (date(2026, 9, 30), False),
        (date(2026, 10, 1), True),
        (date(2027, 9, 30), True),
        (date(2027, 10, 1), False),
    ],
)
def test_a_decision_holds_from_its_day_until_the_day_before_it_expires(
    day: date, holds: bool, state_place: Path | str
) -> None:
    book = DecisionBook(state_place)
    book.add("E1", **GIVEN)

    assert bool(book.in_force(day).rows) is holds


def test_a_decision_recorded_later_does_not_hold_before(state_place: Path | str) -> None:
    book = DecisionBook(state_place)
    book.add("E1", **{**GIVEN, "known_on": NOVEMBER})

    assert not book.in_force(OCTOBER).rows
    assert book.in_force(NOVEMBER).rows


def test_a_revocation_ends_a_decision_and_both_rows_stay(state_place: Path | str) -> None:
    book = DecisionBook(state_place)
    (made,) = book.add("E1", **GIVEN)

    book.revoke(made.number, effective_on=NOVEMBER, known_on=NOVEMBER, **REVOKED)

    assert book.in_force(OCTOBER).rows == (made,)
    assert not book.in_force(NOVEMBER).rows
    assert [row.revokes for row in book.all()] == [None, 1]


@pytest.mark.parametrize("number", [1, 2])
def test_a_decision_is_revoked_once_and_a_revocation_never(number: int, state_place: Path | str) -> None:
    book = DecisionBook(state_place)
    book.add("E1", **GIVEN)
    book.revoke(1, effective_on=NOVEMBER, known_on=NOVEMBER, **REVOKED)

    with pytest.raises(InputError, match="revoked already"):
        book.revoke(number, effective_on=NOVEMBER, known_on=NOVEMBER, **REVOKED)


def test_an_unknown_decision_cannot_be_revoked(state_place: Path | str) -> None:
    with pytest.raises(NotFoundError, match="decision 9"):
        DecisionBook(state_place).revoke(9, effective_on=NOVEMBER, known_on=NOVEMBER, **REVOKED)


def test_nothing_is_recorded_behind_the_newest_day(state_place: Path | str) -> None:
    book = DecisionBook(state_place)
    book.add("E1", **{**GIVEN, "known_on": NOVEMBER})

    with pytest.raises(InputError, match="from 2026-11-20 on"):
        book.add("E1", **GIVEN)


@pytest.mark.parametrize("statement", ["UPDATE decisions SET ground = 'x'", "DELETE FROM decisions"])
def test_the_database_itself_refuses_to_change_a_decision(statement: str, state_place: Path | str) -> None:
    engine = open_state(state_place)
    DecisionBook(engine).add("E1", **GIVEN)

    with pytest.raises(sa.exc.DBAPIError, match="only added"), engine.begin() as connection:
        connection.exec_driver_sql(statement)


def test_lowering_counts_only_where_it_is_switched_on(state_place: Path | str) -> None:
    engine = open_state(state_place)
    DecisionBook(engine, lowering=True).add("E1", **{**GIVEN, "kind": DecisionKind.LOWER})

    assert not DecisionBook(engine).in_force(OCTOBER).rows
    assert DecisionBook(engine, lowering=True).in_force(OCTOBER).rows


def test_errors_of_the_book_name_no_account(state_place: Path | str) -> None:
    with pytest.raises(GuanlianError) as caught:
        DecisionBook(state_place).add("E1", **{**GIVEN, "approver": "u1"})

    assert "u1" not in str(caught.value)


def test_a_list_is_recorded_whole_or_not_at_all(state_place: Path | str) -> None:
    book = DecisionBook(state_place)

    made = book.add("E1", "E2", "E1", **GIVEN)

    assert [(row.number, row.enterprise_id) for row in made] == [(1, "E1"), (2, "E2")]
    with pytest.raises(InputError, match="expected an enterprise"):
        book.add(**GIVEN)
