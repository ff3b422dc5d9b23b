"""The book of persons who may be one: what may be recorded and what holds on a day, on both databases."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from graph.errors import InputError, StoreError
from graph.same_person.book import PersonBook
from graph.same_person.verdicts import Candidate, Evidence, Verdict
from graph.state import open_state

OCTOBER, NOVEMBER = date(2026, 10, 31), date(2026, 11, 20)
SAME, NOT_SAME, UNSURE = Verdict.SAME, Verdict.NOT_SAME, Verdict.UNSURE


def give(book: PersonBook, one: str, other: str, verdict: Verdict, **changed: Any) -> int:
    """Record a verdict; its number."""
    given: dict[str, Any] = {
        "reason": "identity card seen",
        "author": "reviewer",
        "known_on": OCTOBER,
    } | changed
    return book.review(one, other, verdict=verdict, **given).number


def pair(one: str, other: str, confidence: float = 0.5, day: date = OCTOBER) -> Candidate:
    """A candidate at one enterprise."""
    return Candidate(
        person_a=one,
        person_b=other,
        confidence=confidence,
        evidence=(Evidence(code="same_enterprise", path=(one, "E1", other)),),
        known_on=day,
    )


def test_a_later_verdict_on_a_pair_takes_the_place_of_the_earlier_one(state_place: Path | str) -> None:
    book = PersonBook(state_place)
    give(book, "P:1", "P:2", SAME)
    give(book, "P:2", "P:1", UNSURE, known_on=NOVEMBER)

    assert [review.verdict for review in book.in_force(OCTOBER).reviews] == [SAME]
    assert [review.verdict for review in book.in_force(NOVEMBER).reviews] == [UNSURE]
    assert [(review.number, review.pair) for review in book.reviews()] == [
        (1, ("P:1", "P:2")),
        (2, ("P:1", "P:2")),
    ]


def test_a_verdict_counts_from_the_day_it_became_known(state_place: Path | str) -> None:
    book = PersonBook(state_place)
    give(book, "P:1", "P:2", SAME, known_on=NOVEMBER)

    assert book.in_force(OCTOBER).empty
    assert not book.in_force(NOVEMBER).empty


@pytest.mark.parametrize(
    ("ids", "changed", "told"),
    [
        (("P:1", "P:2"), {"reason": " "}, "expected reason"),
        (("P:1", "P:2"), {"author": ""}, "expected author"),
        (("P:1", "P:1"), {}, "two persons"),
        (("P:1", "E1"), {}, "person id"),
    ],
)
def test_a_wrong_review_is_refused_and_nothing_recorded(
    ids: tuple[str, str], changed: dict[str, str], told: str, state_place: Path | str
) -> None:
    book = PersonBook(state_place)

    with pytest.raises(InputError, match=told):
        give(book, *ids, SAME, **changed)

    assert book.reviews() == []


def test_a_review_is_not_dated_before_the_newest_one(state_place: Path | str) -> None:
    book = PersonBook(state_place)
    give(book, "P:1", "P:2", SAME, known_on=NOVEMBER)

    with pytest.raises(InputError, match="2026-11-20 on"):
        give(book, "P:3", "P:4", SAME, known_on=OCTOBER)


@pytest.mark.parametrize("last", [(("P:1", "P:3"), NOT_SAME), (("P:2", "P:3"), SAME)])
def test_verdicts_that_contradict_one_another_are_refused(
    last: tuple[tuple[str, str], Verdict], state_place: Path | str
) -> None:
    """One and two are the same, and two and three; so one and three cannot be two persons."""
    book = PersonBook(state_place)
    rest = [(("P:1", "P:2"), SAME), (("P:2", "P:3"), SAME), (("P:1", "P:3"), NOT_SAME)]
    for ids, verdict in rest:
        if (ids, verdict) != last:
            give(book, *ids, verdict)

    with pytest.raises(InputError, match="chain of verdicts"):
        give(book, *last[0], last[1])

    assert len(book.reviews()) == 2


def test_a_contradiction_that_was_taken_back_is_none(state_place: Path | str) -> None:
    book = PersonBook(state_place)
    give(book, "P:1", "P:2", SAME)
    give(book, "P:2", "P:3", SAME)
    give(book, "P:1", "P:2", UNSURE)

    assert give(book, "P:1", "P:3", NOT_SAME) == 4


@pytest.mark.parametrize("table", ["person_reviews", "person_candidates"])
@pytest.mark.parametrize("change", ["UPDATE {} SET known_on = '2020-01-01'", "DELETE FROM {}"])
def test_the_database_itself_refuses_to_change_a_row(
    table: str, change: str, state_place: Path | str
) -> None:
    engine = open_state(state_place)
    book = PersonBook(engine)
    give(book, "P:1", "P:2", SAME)
    book.record([pair("P:1", "P:2")], OCTOBER)

    with pytest.raises(sa.exc.DBAPIError, match="only added"), engine.begin() as connection:
        connection.exec_driver_sql(change.format(table))


def test_a_search_that_finds_the_same_adds_nothing(state_place: Path | str) -> None:
    book = PersonBook(state_place)
    book.record([pair("P:1", "P:2")], OCTOBER)

    again = book.record([pair("P:1", "P:2", day=NOVEMBER)], NOVEMBER)

    assert (again.added, again.gone, again.unchanged) == (0, 0, 1)
    assert book.candidates(NOVEMBER) == [pair("P:1", "P:2")]


def test_a_pair_found_no_more_is_gone_from_its_day_on(state_place: Path | str) -> None:
    book = PersonBook(state_place)
    book.record([pair("P:1", "P:2"), pair("P:3", "P:4", 0.8)], OCTOBER)

    done = book.record([pair("P:3", "P:4", 0.9)], NOVEMBER)

    assert (done.added, done.gone) == (1, 1)
    assert [one.pair for one in book.candidates(OCTOBER)] == [("P:3", "P:4"), ("P:1", "P:2")]
    assert [(one.pair, one.confidence) for one in book.candidates(NOVEMBER)] == [(("P:3", "P:4"), 0.9)]


def test_a_reviewed_pair_is_no_candidate_any_more(state_place: Path | str) -> None:
    book = PersonBook(state_place)
    book.record([pair("P:1", "P:2"), pair("P:3", "P:4")], OCTOBER)
    give(book, "P:1", "P:2", NOT_SAME, known_on=NOVEMBER)

    assert [one.pair for one in book.in_force(OCTOBER).candidates] == [("P:1", "P:2"), ("P:3", "P:4")]
    assert [one.pair for one in book.in_force(NOVEMBER).candidates] == [("P:3", "P:4")]


def test_a_search_is_not_dated_before_the_newest_one(state_place: Path | str) -> None:
    book = PersonBook(state_place)
    book.record([pair("P:1", "P:2")], NOVEMBER)

    with pytest.raises(InputError, match="from 2026-11-20 on"):
        book.record([], OCTOBER)


def test_the_digest_follows_verdicts_and_not_their_reasons(tmp_path: Path) -> None:
    books = [PersonBook(tmp_path / name) for name in ("one", "two", "three")]
    give(books[0], "P:1", "P:2", SAME)
    give(books[1], "P:1", "P:2", SAME, reason="another word")
    give(books[2], "P:1", "P:2", NOT_SAME)

    first, second, third = (book.in_force(OCTOBER).digest for book in books)

    assert first == second != third


def test_a_refusal_of_the_database_is_an_error_of_ours(tmp_path: Path) -> None:
    engine = open_state(tmp_path)
    book = PersonBook(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE person_reviews")

    with pytest.raises(StoreError, match="persons"):
        book.reviews()
