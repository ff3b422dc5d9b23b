"""Verdicts applied to a snapshot: as if the facts had been delivered under one id."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from graph.arrays import large_text
from graph.domain import TieKind
from graph.same_person.unite import unite
from graph.same_person.verdicts import Candidate, PersonLinks, PersonReview, Verdict
from graph.snapshot import FRAMES, Snapshot
from tests.joined_persons import joined_world, verdict
from tests.relation_graphs import Firm, Person, Record, Tie, World
from tests.relation_worlds import random_world

DAY = date(2026, 10, 1)
WORLD = World(
    firms=(Firm("E1"), Firm("E2")),
    persons=(Person("P:1", 0.5), Person("P:2"), Person("P:3")),
    ties=(
        Tie("t1", TieKind.OFFICER_OF, "P:1", "E1"),
        Tie("t2", TieKind.OFFICER_OF, "P:2", "E2"),
        Tie("t3", TieKind.LENDS_TO, "P:2", "P:3"),
        Tie("t4", TieKind.POSSIBLY_SAME, "P:1", "P:2", confidence=0.4),
        Tie("t5", TieKind.POSSIBLY_SAME, "P:2", "P:3", confidence=0.6),
    ),
    records=(Record("r1", (("P:2", "responsible"),)), Record("r2", (("E1", "responsible"),))),
)


def links(*reviews: PersonReview) -> PersonLinks:
    return PersonLinks(reviews=reviews)


def ties(snapshot: Snapshot) -> dict[str, tuple[str, str]]:
    """Ends of each tie by its id."""
    frame = snapshot.ties
    return {
        tie: (snapshot.id_of(source), snapshot.id_of(target))
        for tie, source, target in zip(
            frame.text("tie_id").to_pylist(), frame.numbers("src"), frame.numbers("dst"), strict=True
        )
    }


def equal_but_for_links(one: Snapshot, other: Snapshot) -> bool:
    return all(
        getattr(one, name).keys() == getattr(other, name).keys()
        and all(
            np.array_equal(column, getattr(other, name)[key], equal_nan=column.dtype.kind == "f")
            if isinstance(column, np.ndarray)
            else column.equals(getattr(other, name)[key])
            for key, column in getattr(one, name).items()
        )
        for name in FRAMES
    )


def test_without_verdicts_the_very_same_snapshot_comes_back() -> None:
    snapshot = WORLD.freeze()

    assert unite(snapshot, PersonLinks()) is snapshot


@pytest.mark.parametrize("word", [Verdict.NOT_SAME, Verdict.UNSURE])
def test_any_other_verdict_joins_nobody_and_takes_the_delivered_link_away(word: Verdict) -> None:
    before = WORLD.freeze()

    after = unite(before, links(verdict("P:1", "P:2", word)))

    assert ties(after) == {name: ends for name, ends in ties(before).items() if name != "t4"}
    assert after.parties.numbers("party").tolist() == before.parties.numbers("party").tolist()


def test_joined_persons_have_their_ties_and_records_at_one_node() -> None:
    after = unite(WORLD.freeze(), links(verdict("P:1", "P:2", number=7)))

    found = ties(after)
    assert (found["t1"], found["t2"], found["t3"]) == (("P:1", "E1"), ("P:1", "E2"), ("P:1", "P:3"))
    assert "t4" not in found
    assert found["t5"] == ("P:1", "P:3")
    parties = [after.id_of(code) for code in after.parties.numbers("party")]
    assert parties == ["P:1", "E1"]
    moved = after.same_persons
    assert moved.text("fact_id").to_pylist() == ["r1", "t2", "t3", "t5"]
    assert {after.id_of(code) for code in moved.numbers("person")} == {"P:2"}
    assert {after.id_of(code) for code in moved.numbers("same_as")} == {"P:1"}
    assert set(moved.numbers("review").tolist()) == {7}
    assert set(moved.text("reviewer").to_pylist()) == {"r*"}


def test_a_tie_keeps_the_strength_it_had_under_its_own_id() -> None:
    """P:1 was matched at 0.5, P:2 for sure: t1 keeps half its confidence, t2 all of it."""
    after = unite(WORLD.freeze(), links(verdict("P:1", "P:2")))

    confidence = dict(
        zip(after.ties.text("tie_id").to_pylist(), after.ties.numbers("confidence").tolist(), strict=True)
    )
    assert (confidence["t1"], confidence["t2"]) == (0.5, 1.0)
    assert np.isnan(after.persons.numbers("match_confidence")[:2]).all()


def test_an_id_of_a_certificate_stands_for_the_others() -> None:
    snapshot = WORLD.freeze()
    kinds = large_text(["source_key", "certificate", "certificate"])
    snapshot = replace(snapshot, persons=snapshot.persons.replace(id_kind=kinds))

    after = unite(snapshot, links(verdict("P:1", "P:2")))

    assert ties(after)["t1"] == ("P:2", "E1")


def test_a_chain_of_verdicts_makes_one_person_even_through_an_id_that_is_gone() -> None:
    """The middle id belongs to no fact any more: a load has given the person a new one."""
    after = unite(WORLD.freeze(), links(verdict("P:1", "P:old"), verdict("P:3", "P:old", number=2)))

    assert ties(after)["t3"] == ("P:2", "P:1")
    assert set(after.same_persons.numbers("review").tolist()) == {2}


def test_persons_whom_the_snapshot_does_not_know_change_nothing() -> None:
    snapshot = WORLD.freeze()

    after = unite(snapshot, links(verdict("P:8", "P:9")))

    assert after.digest() == snapshot.digest()


def test_a_candidate_becomes_a_tie_with_its_confidence() -> None:
    one = Candidate(person_a="P:1", person_b="P:3", confidence=0.7, evidence=(), known_on=DAY)

    after = unite(WORLD.freeze(), PersonLinks(candidates=(one,)))

    added = set(ties(after)) - set(ties(WORLD.freeze()))
    (row,) = [after.ties.text("tie_id").to_pylist().index(tie) for tie in added]
    assert ties(after)[added.pop()] == ("P:1", "P:3")
    assert after.ties.numbers("confidence")[row] == np.float32(0.7)


def test_a_candidate_is_none_where_a_verdict_on_another_id_of_the_person_decided() -> None:
    """One and two are the same and two is not three, so nobody asks about one and three."""
    one = Candidate(person_a="P:1", person_b="P:3", confidence=0.7, evidence=(), known_on=DAY)
    reviews = (verdict("P:1", "P:2"), verdict("P:2", "P:3", Verdict.NOT_SAME, number=2))

    after = unite(WORLD.freeze(), PersonLinks(reviews=reviews, candidates=(one,)))

    assert not [ends for name, ends in ties(after).items() if name not in ties(WORLD.freeze())]


def test_what_was_joined_is_in_the_digest_and_comes_back_from_disk(tmp_path: Path) -> None:
    before = WORLD.freeze()
    after = unite(before, links(verdict("P:1", "P:2")))
    digest = after.write(tmp_path / "joined")
    before.write(tmp_path / "plain")

    again = Snapshot.read(tmp_path / "joined")

    assert again.digest() == digest != before.digest()
    assert again.same_persons.rows == after.same_persons.rows
    assert not (tmp_path / "plain" / "same_persons.arrow").exists()


@given(seed=st.integers(min_value=0, max_value=100_000))
@settings(max_examples=60, deadline=None)
def test_joined_ids_give_the_snapshot_that_one_id_would_have_given(seed: int) -> None:
    rng = random.Random(seed)
    world = random_world(seed)
    assume(len(world.persons) > 1)
    one, other = sorted(person.id for person in rng.sample(world.persons, 2))

    after = unite(world.freeze(), links(verdict(one, other)))

    assert equal_but_for_links(after, joined_world(world, one, other).freeze())
