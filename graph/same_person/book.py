"""The book of persons who may be one, in the row-wise state: verdicts and candidates.

Rows are only added; the database itself refuses anything else. Ids, codes of evidence and
confidences stand here, never a name.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from graph.errors import InputError
from graph.same_person.verdicts import (
    Candidate,
    Evidence,
    Pair,
    PersonLinks,
    PersonReview,
    Verdict,
    contradiction,
    in_force,
    ordered,
)
from graph.state import open_state, refusal

_REVIEWS = sa.table(
    "person_reviews",
    sa.column("number", sa.Integer),
    sa.column("person_a", sa.String),
    sa.column("person_b", sa.String),
    sa.column("verdict", sa.String),
    sa.column("reason", sa.String),
    sa.column("author", sa.String),
    sa.column("known_on", sa.Date),
    sa.column("verified", sa.Boolean),
)
_CANDIDATES = sa.table(
    "person_candidates",
    sa.column("number", sa.Integer),
    sa.column("person_a", sa.String),
    sa.column("person_b", sa.String),
    sa.column("confidence_milli", sa.Integer),
    sa.column("evidence", sa.String),
    sa.column("known_on", sa.Date),
)
_CONTENT = tuple(name for name in PersonReview.__dataclass_fields__ if name != "number")
_THOUSAND = 1_000
_ROWS_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What recording the pairs of a search added: new or changed ones, and those found no more."""

    added: int
    gone: int
    unchanged: int


class PersonBook:
    """Verdicts and candidates of a home.

    Parameters
    ----------
    place : engine of ``graph.state.open_state``, path of a home folder, or URL
    """

    def __init__(self, place: sa.Engine | Path | str) -> None:
        self._engine = place if isinstance(place, sa.Engine) else open_state(place)

    def review(
        self,
        one: str,
        other: str,
        *,
        verdict: Verdict,
        reason: str,
        author: str,
        known_on: date,
        verified: bool = False,
    ) -> PersonReview:
        """Record a verdict on a pair; it takes the place of an earlier one on the same pair.

        Parameters
        ----------
        known_on : date
            Day of recording; not before that of a verdict already in the book.
        verified : bool
            Whether the author is an account that had signed in, and a second one approved it.

        Raises
        ------
        InputError
            If the reason or the author is missing, an id is none of a person, or the verdicts in
            force would say of two persons both that they are one and that they are not.
        """
        first, second = ordered(one, other)
        for name, given in (("reason", reason), ("author", author)):
            if not given.strip():
                raise InputError(f"review: expected {name}, got none; say --{name}")
        row = PersonReview(
            number=0,
            person_a=first,
            person_b=second,
            verdict=verdict,
            reason=reason.strip(),
            author=author.strip(),
            known_on=known_on,
            verified=verified,
        )
        with self._transaction() as connection:
            self._alone(connection)
            recorded = _reviews(connection)
            if recorded and known_on < recorded[-1].known_on:
                raise InputError(
                    f"review: expected a day of recording from {recorded[-1].known_on} on, the day of the "
                    f"newest review in the book, got {known_on}"
                )
            refused = contradiction(in_force((*recorded, row), known_on))
            if refused is not None:
                other_row = row if refused.number else refused
                raise InputError(
                    f"review: expected a verdict that agrees with those in force, got {other_row.verdict}: "
                    f"{refused.person_a} and {refused.person_b} would be one person by a chain of verdicts "
                    f"and not the same by "
                    + (f"review {refused.number}" if refused.number else "this one")
                    + "; change one of them first (guanlian persons history)"
                )
            values = {
                name: getattr(row, name) for name in PersonReview.__dataclass_fields__ if name != "number"
            }
            values["verdict"] = verdict.value
            written = connection.execute(
                sa.insert(_REVIEWS).values(values).returning(_REVIEWS.c.number)
            ).scalar_one()
        return replace(row, number=int(written))

    def reviews(self) -> Sequence[PersonReview]:
        """Every verdict, in the order of recording."""
        with self._transaction() as connection:
            return _reviews(connection)

    def record(self, found: Sequence[Candidate], known_on: date) -> Recorded:
        """Record what a search of a day found: what is new or changed, and what is found no more.

        Parameters
        ----------
        found : sequence of Candidate
            All pairs of the search, each once.
        known_on : date
            Day of the search; not before that of a search already in the book.

        Raises
        ------
        InputError
            If a later search is in the book.
        """
        with self._transaction() as connection:
            self._alone(connection)
            newest = connection.execute(sa.select(sa.func.max(_CANDIDATES.c.known_on))).scalar_one()
            if newest is not None and known_on < newest:
                raise InputError(
                    f"persons: expected a search from {newest} on, the day of the newest one in the book, "
                    f"got {known_on}"
                )
            known = _newest(connection, known_on)
            wanted = {one.pair: _candidate_row(one) for one in found}
            rows = [
                row
                for pair, row in wanted.items()
                if pair not in known or known[pair][:2] != (row["confidence_milli"], row["evidence"])
            ]
            added = len(rows)
            rows += [
                {"person_a": a, "person_b": b, "confidence_milli": 0, "evidence": "[]"}
                for (a, b), row in known.items()
                if row[0] > 0 and (a, b) not in wanted
            ]
            for start in range(0, len(rows), _ROWS_AT_ONCE):
                part = [{**row, "known_on": known_on} for row in rows[start : start + _ROWS_AT_ONCE]]
                connection.execute(sa.insert(_CANDIDATES), part)
        return Recorded(added=added, gone=len(rows) - added, unchanged=len(wanted) - added)

    def candidates(self, known_by: date) -> Sequence[Candidate]:
        """Pairs proposed by a day and not found gone since, the most certain first."""
        with self._transaction() as connection:
            found = [_candidate(pair, row) for pair, row in _newest(connection, known_by).items() if row[0]]
        return sorted(found, key=lambda one: (-one.confidence, one.person_a.encode(), one.person_b.encode()))

    def in_force(self, known_by: date) -> PersonLinks:
        """Verdicts in force on a day, and the pairs that were proposed by then and have none."""
        reviews = in_force(self.reviews(), known_by)
        decided = {review.pair for review in reviews}
        open_pairs = [one for one in self.candidates(known_by) if one.pair not in decided]
        open_pairs.sort(key=lambda one: (one.person_a.encode(), one.person_b.encode()))
        return PersonLinks(reviews=reviews, candidates=tuple(open_pairs))

    def _alone(self, connection: sa.Connection) -> None:
        """Keep other writers out until the end of the transaction: a check holds when it is written."""
        if self._engine.dialect.name == "postgresql":
            connection.execute(sa.text("LOCK TABLE person_reviews, person_candidates IN EXCLUSIVE MODE"))
            return
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    @contextmanager
    def _transaction(self) -> Iterator[sa.Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except sa.exc.DBAPIError as error:
            raise refusal(self._engine, error, "persons: the state database refused") from None


def _reviews(connection: sa.Connection) -> list[PersonReview]:
    found = connection.execute(sa.select(_REVIEWS).order_by(_REVIEWS.c.number))
    return [
        PersonReview(**{**row._mapping, "verdict": Verdict(row.verdict), "verified": bool(row.verified)})
        for row in found
    ]


def _newest(connection: sa.Connection, known_by: date) -> dict[Pair, tuple[int, str, date]]:
    """Confidence, evidence and day of the last row of each pair known by a day."""
    query = sa.select(_CANDIDATES).where(_CANDIDATES.c.known_on <= known_by).order_by(_CANDIDATES.c.number)
    return {
        (row.person_a, row.person_b): (int(row.confidence_milli), row.evidence, row.known_on)
        for row in connection.execute(query)
    }


def _candidate_row(one: Candidate) -> dict[str, Any]:
    evidence = [[piece.code, *piece.path] for piece in one.evidence]
    return {
        "person_a": one.person_a,
        "person_b": one.person_b,
        "confidence_milli": round(one.confidence * _THOUSAND),
        "evidence": json.dumps(evidence, separators=(",", ":")),
    }


def _candidate(pair: Pair, row: tuple[int, str, date]) -> Candidate:
    milli, evidence, day = row
    return Candidate(
        person_a=pair[0],
        person_b=pair[1],
        confidence=milli / _THOUSAND,
        evidence=tuple(Evidence(code=code, path=tuple(path)) for code, *path in json.loads(evidence)),
        known_on=day,
    )
