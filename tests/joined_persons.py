"""Verdicts for tests, and the world in which both ids had been one from the beginning."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from graph.same_person.verdicts import PersonReview, Verdict
from tests.relation_graphs import Tie, World


def verdict(one: str, other: str, word: Verdict = Verdict.SAME, *, number: int = 1) -> PersonReview:
    """A review of one pair."""
    first, second = sorted((one, other))
    return PersonReview(
        number=number,
        person_a=first,
        person_b=second,
        verdict=word,
        reason="test",
        author="reviewer",
        known_on=date(2026, 10, 1),
    )


def joined_world(world: World, kept: str, gone: str) -> World:
    """The world with every tie and record of ``gone`` delivered under ``kept``.

    What is known of how sure the ids are lies in the ties, so that each keeps its strength.
    """
    match = {person.id: 1.0 if np.isnan(person.match) else person.match for person in world.persons}

    def node(given: str | None) -> str | None:
        return kept if given == gone else given

    def tie(given: Tie) -> Tie:
        sure = np.float32(given.confidence)
        for end in (given.source, given.target):
            if end in (kept, gone):
                sure = np.float32(float(sure) * match[end])
        return replace(
            given, source=str(node(given.source)), target=str(node(given.target)), confidence=float(sure)
        )

    return replace(
        world,
        persons=tuple(
            replace(person, match=float("nan")) if person.id in (kept, gone) else person
            for person in world.persons
        ),
        ties=tuple(tie(given) for given in world.ties),
        records=tuple(
            replace(record, parties=tuple((str(node(party)), role) for party, role in record.parties))
            for record in world.records
        ),
    )
