"""Reviews of persons in a month: what they move, when they count, and what the receipt says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from graph.filings import FilingStore
from graph.same_person.book import PersonBook
from graph.same_person.verdicts import PersonReview, Verdict
from graph.store.embedded.store import EmbeddedStore
from scoring.job.run import run_month
from scoring.pack import load_pack
from scoring.results import Month, Months
from scoring.results_types import Cause, MoverFilter
from scoring.same_persons import links_of
from tests.home_imports import import_home
from tests.ingest_cases import SALT, deliver
from tests.joined_home import ONE, OTHER, A, B, C, home_with_two_ids
from tests.published_months import TODAY, make_month

OCTOBER, NOVEMBER = date(2026, 10, 31), date(2026, 11, 2)


def reviewed(folder: Path, verdict: Verdict, known_on: date = OCTOBER) -> Path:
    """Home with a verdict on both ids."""
    home = home_with_two_ids(folder)
    PersonBook(home).review(
        ONE, OTHER, verdict=verdict, reason="identity card seen", author="reviewer", known_on=known_on
    )
    return home


def month_of(home: Path, known_by: date | None = None) -> Month:
    """October, with the book of the home."""
    make_month(home, "2026-10", persons=PersonBook(home), known_by=known_by, today=TODAY)
    return Months(home).open("2026-10")


def hazards(month: Month) -> dict[str, float]:
    return {firm: month.receipt(firm).relationship_raw for firm in (A, B)}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Month:
    """October without any review."""
    return month_of(home_with_two_ids(tmp_path_factory.mktemp("plain")))


@pytest.fixture(scope="module")
def joined(tmp_path_factory: pytest.TempPathFactory) -> Month:
    """October with the verdict that both ids are one person."""
    return month_of(reviewed(tmp_path_factory.mktemp("joined"), Verdict.SAME))


def test_a_verdict_same_brings_the_record_of_one_id_to_the_firm_of_the_other(
    plain: Month, joined: Month
) -> None:
    before, after = hazards(plain), hazards(joined)

    assert before[A] == 0 < before[B]
    assert after[A] > 0
    assert after[B] >= before[B]


def test_the_receipt_names_the_review_and_neither_reviewer_nor_person(joined: Month) -> None:
    lines = [(line, line.part.joined) for line in joined.receipt(A).lines if line.part is not None]

    (link,) = {link for _, links in lines for link in links}
    sentence = next(line.sentence.zh for line, links in lines if links)
    assert (link.person_id, link.same_as, link.review, link.reviewer) == (OTHER, ONE, 1, "r*")
    assert f"{OTHER} 与 {ONE} 疑似同一人，已由 r* 复核认定（第 1 号复核）" in sentence
    assert "reviewer" not in sentence


def test_the_parts_of_a_receipt_over_a_joined_person_add_up(joined: Month) -> None:
    receipt = joined.receipt(A)

    parts = sum(line.part.raw for line in receipt.lines if line.part is not None)
    assert abs(parts - receipt.relationship_raw) < 1e-9


@pytest.mark.parametrize("verdict", [Verdict.NOT_SAME, Verdict.UNSURE])
def test_any_other_verdict_moves_nobody(verdict: Verdict, plain: Month, tmp_path: Path) -> None:
    assert hazards(month_of(reviewed(tmp_path, verdict))) == hazards(plain)


def test_a_verdict_stands_after_the_next_loads_whatever_they_deliver_again(tmp_path: Path) -> None:
    """Both ids come once more, with other ties, beside a firm and a person who are new."""
    home = reviewed(tmp_path, Verdict.SAME)
    delivered = {
        "enterprises.csv": "enterprise_id,name,status\n"
        f"{A},甲,operating\n{B},乙,operating\n{C},丙,operating\n",
        "persons.csv": f"person_id,id_kind,name\n{ONE},certificate,欧阳无双\n{OTHER},source_key,欧阳无双\n",
        "ties.csv": "tie_id,kind,source_id,target_id,role,valid_from\n"
        f"t1,LEGAL_REPRESENTATIVE_OF,{ONE},{A},legal_representative,2015-01-01\n"
        f"t9,OFFICER_OF,{OTHER},{C},director,2026-11-01\n",
    }
    import_home(home, deliver(tmp_path / "next", delivered), date(2026, 11, 30), salt=SALT)

    make_month(home, "2026-11", persons=PersonBook(home), today=date(2026, 12, 5))

    november = Months(home).open("2026-11")
    assert november.receipt(A).relationship_raw > 0
    joined = {link.same_as for line in november.receipt(A).lines if line.part for link in line.part.joined}
    assert joined == {ONE}
    assert EmbeddedStore(home).state().batches[-1].startswith("20261130")


def test_a_review_known_later_leaves_every_byte_of_the_month_as_it_was(plain: Month, tmp_path: Path) -> None:
    month = month_of(reviewed(tmp_path, Verdict.SAME, NOVEMBER))

    assert month.info.digest == plain.info.digest


def test_a_revision_known_by_the_day_of_the_review_counts_it(plain: Month, tmp_path: Path) -> None:
    home = reviewed(tmp_path, Verdict.SAME, NOVEMBER)
    month_of(home)

    later = month_of(home, known_by=NOVEMBER)

    assert later.info.revision == 2
    assert hazards(later)[A] > hazards(plain)[A]
    assert later.manifest["inputs"]["persons"] == PersonBook(home).in_force(NOVEMBER).digest


def test_a_month_names_the_salt_of_its_persons_and_says_nothing_of_it_otherwise(
    plain: Month, tmp_path: Path
) -> None:
    home = home_with_two_ids(tmp_path)

    run_month(
        home=home,
        store=EmbeddedStore(home),
        filings=FilingStore(home),
        pack=load_pack("mrt"),
        month="2026-10",
        salt_id="0123456789ab",
        today=TODAY,
    )

    assert Months(home).open("2026-10").manifest["inputs"]["salt"] == "0123456789ab"
    assert "salt" not in plain.manifest["inputs"]


def test_candidates_count_in_no_month_of_a_pack_that_gives_them_no_strength(tmp_path: Path) -> None:
    class Proposed:
        def in_force(self, known_by: date) -> object:
            from graph.same_person.verdicts import Candidate, PersonLinks

            review = PersonReview(
                number=1,
                person_a=ONE,
                person_b=OTHER,
                verdict=Verdict.UNSURE,
                reason="r",
                author="a",
                known_on=known_by,
            )
            one = Candidate(person_a="P:3", person_b="P:4", confidence=0.9, evidence=(), known_on=known_by)
            return PersonLinks(reviews=(review,), candidates=(one,))

    found = links_of(Proposed(), OCTOBER, load_pack("mrt"))  # type: ignore[arg-type]

    assert (len(found.reviews), found.candidates) == (1, ())


@pytest.mark.parametrize("before", [False, True], ids=["joined", "taken_back"])
def test_a_verdict_is_a_change_of_ties_between_two_months(before: bool, tmp_path: Path) -> None:
    """By the pack ningxia A is class A (up to 250) without the other id and class B with it."""
    home = home_with_two_ids(tmp_path)
    book = PersonBook(home)
    given = [(Verdict.SAME, date(2026, 9, 30)), (Verdict.UNSURE, OCTOBER)]
    for verdict, day in given if before else [(Verdict.SAME, OCTOBER)]:
        book.review(ONE, OTHER, verdict=verdict, reason="r", author="a", known_on=day)

    for month in ("2026-09", "2026-10"):
        run_month(
            home=home,
            store=EmbeddedStore(home),
            filings=FilingStore(home),
            pack=load_pack("ningxia"),
            month=month,
            persons=book,
            today=TODAY,
        )

    (mover,) = Months(home).open("2026-10").migration(MoverFilter(), None, 9).items
    changes = {cause: change for cause, change in mover.hazard_changes.items() if abs(change) > 1e-9}
    assert (mover.enterprise_id, mover.cause) == (A, Cause.TIE_CHANGE)
    # Records only fade by a month.
    assert set(changes) <= {Cause.TIE_CHANGE, Cause.TIME}
