"""Two person ids that may be one person: what a search proposes and what people decide.

A pair is never merged by name. Only a recorded verdict ``same`` joins two ids, and the
last verdict on a pair, as known on a day, is the one that holds.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from graph.errors import InputError

Pair = tuple[str, str]


class Verdict(StrEnum):
    """What a reviewer says of two person ids."""

    SAME = "same"
    NOT_SAME = "not_same"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonReview:
    """One verdict on one pair; a later row on the pair takes its place.

    Attributes
    ----------
    number : int
        Of the row, rising.
    person_a, person_b : str
        Person ids, the smaller first.
    verdict : Verdict
    reason : str
    author : str
        Account that declared it.
    known_on : date
        Day of recording.
    verified : bool
        Whether the author had signed in; False where it was declared on the command line.
    """

    number: int
    person_a: str
    person_b: str
    verdict: Verdict
    reason: str
    author: str
    known_on: date
    verified: bool = False

    @property
    def pair(self) -> Pair:
        """Both ids."""
        return self.person_a, self.person_b


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One reason to look at a pair: a code of ``same_person.yaml`` and node ids from one to the other."""

    code: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A pair that a search proposes.

    Attributes
    ----------
    person_a, person_b : str
        Person ids, the smaller first.
    confidence : float in [0, 1]
        In thousandths; 0 says that the search of that day found the pair no more.
    evidence : tuple of Evidence
    known_on : date
        Day of the search.
    """

    person_a: str
    person_b: str
    confidence: float
    evidence: tuple[Evidence, ...]
    known_on: date

    @property
    def pair(self) -> Pair:
        """Both ids."""
        return self.person_a, self.person_b


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLinks:
    """What is known of pairs of persons on a day: the verdict in force on each, and candidates.

    Attributes
    ----------
    reviews : tuple of PersonReview
        One a pair, in the order of pairs.
    candidates : tuple of Candidate
        Pairs without a verdict, in the order of pairs.
    """

    reviews: tuple[PersonReview, ...] = ()
    candidates: tuple[Candidate, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing at all is said."""
        return not self.reviews and not self.candidates

    @property
    def digest(self) -> str:
        """Sha256 of everything that may change a snapshot; reasons are not part of it."""
        rows: list[list[str | int | float]] = [
            [
                *("review", *review.pair, review.verdict.value),
                *(review.number, review.author, review.known_on.isoformat()),
            ]
            for review in self.reviews
        ]
        rows += [
            [*("candidate", *one.pair), one.confidence, one.known_on.isoformat()] for one in self.candidates
        ]
        return hashlib.sha256(json.dumps(rows, ensure_ascii=True).encode()).hexdigest()

    def without_candidates(self) -> PersonLinks:
        """Verdicts alone."""
        return PersonLinks(reviews=self.reviews)


NO_LINKS = PersonLinks()


def ordered(one: str, other: str) -> Pair:
    """A pair of person ids, the smaller (by its bytes) first.

    Raises
    ------
    InputError
        If one is no person id, or both are one.
    """
    for given in (one, other):
        if not given.startswith("P:"):
            raise InputError(f"persons: expected a person id such as P:0a1b, got {given!r}")
    if one == other:
        raise InputError(f"persons: expected two persons, got {one} twice")
    first, second = sorted((one, other), key=str.encode)
    return first, second


def in_force(reviews: Iterable[PersonReview], known_by: date) -> tuple[PersonReview, ...]:
    """The last verdict on each pair that is known by a day, in the order of pairs."""
    last: dict[Pair, PersonReview] = {}
    for review in reviews:
        if review.known_on <= known_by:
            last[review.pair] = review
    return tuple(last[pair] for pair in sorted(last, key=_bytes))


def groups(reviews: Sequence[PersonReview]) -> Mapping[str, int]:
    """Number of the group of each person whom verdicts ``same`` join, directly or in a chain."""
    parent: dict[str, str] = {}

    def root(person: str) -> str:
        while parent.setdefault(person, person) != person:
            parent[person] = parent[parent[person]]
            person = parent[person]
        return person

    for review in reviews:
        if review.verdict is Verdict.SAME:
            parent[root(review.person_b)] = root(review.person_a)
    roots: dict[str, int] = {}
    return {person: roots.setdefault(root(person), len(roots)) for person in sorted(parent, key=str.encode)}


def contradiction(reviews: Sequence[PersonReview]) -> PersonReview | None:
    """A verdict ``not_same`` on two persons whom other verdicts in force make one, if there is any."""
    joined = groups(reviews)
    return next(
        (
            review
            for review in reviews
            if review.verdict is Verdict.NOT_SAME
            and joined.get(review.person_a, -1) == joined.get(review.person_b, -2)
        ),
        None,
    )


def _bytes(pair: Pair) -> tuple[bytes, bytes]:
    return pair[0].encode(), pair[1].encode()
