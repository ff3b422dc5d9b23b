"""Persons who may be one, for commands: search, list, show, review, history; names masked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from graph.domain import NodeKind
from graph.errors import InputError, NotFoundError
from graph.same_person.rules import EvidenceCode, same_person_hash, same_person_rules
from graph.same_person.search import search
from graph.same_person.verdicts import Candidate, Evidence, Pair, PersonReview, Verdict, in_force, ordered
from graph.store.protocol import AsOf
from scoring.results_types import Label

if TYPE_CHECKING:
    from api.workplace import Workplace

_UNKNOWN = "*"
_PERSON = "P:"


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ProposeAnswer(_Answer):
    """What a search read, left out and recorded."""

    day: date
    rules: str = Field(description="Hash of the table of evidence")
    persons: int
    shared_names: int
    commonest: int
    pairs: int
    proposed: int
    added: int
    gone: int
    unchanged: int
    skipped: dict[str, int]


class ReviewRow(_Answer):
    """One verdict of the book."""

    number: int
    person_a: str
    person_b: str
    verdict: Verdict
    reason: str
    author: str
    known_on: date
    verified: bool


class ReviewList(_Answer):
    """Verdicts in the order of recording."""

    items: tuple[ReviewRow, ...]


class EvidenceView(_Answer):
    """One piece of evidence: what it is, and the nodes from one person to the other."""

    code: str
    label: Label
    path: tuple[str, ...]
    labels: tuple[str, ...] = Field(default=(), description="Names of the nodes, those of persons masked")


class PairView(_Answer):
    """Two ids that may be one person, with the verdict in force."""

    person_a: str
    name_a: str = Field(description="Masked")
    person_b: str
    name_b: str = Field(description="Masked")
    confidence: float | None = Field(description="Of the search; null where only people named the pair")
    proposed_on: date | None
    evidence: tuple[EvidenceView, ...]
    verdict: Verdict | None
    review: int | None


class PairList(_Answer):
    """Pairs of one state, the most certain first."""

    day: date
    items: tuple[PairView, ...]
    total: int
    shown: int
    truncated: bool


class PairDetail(_Answer):
    """One pair with the paths of its evidence and every verdict on it."""

    day: date
    pair: PairView
    reviews: tuple[ReviewRow, ...]


def propose(place: Workplace, day: date) -> ProposeAnswer:
    """Search the graph as known on a day, and record what is new or gone."""
    rules = same_person_rules()
    names = place.vault.name_keys(day)
    found = search(place.store.freeze(day, day), names, rules, day)
    recorded = place.persons.record(found.candidates, day)
    return ProposeAnswer(
        day=day,
        rules=same_person_hash(),
        persons=found.persons,
        shared_names=found.shared_names,
        commonest=found.commonest,
        pairs=found.pairs,
        proposed=len(found.candidates),
        added=recorded.added,
        gone=recorded.gone,
        unchanged=recorded.unchanged,
        skipped=found.skipped,
    )


def listed(place: Workplace, day: date, state: str, limit: int) -> PairList:
    """Pairs without a verdict (``open``), with a certain one, or ``all``, as known on a day."""
    verdicts = {review.pair: review for review in in_force(place.persons.reviews(), day)}
    candidates = {one.pair: one for one in place.persons.candidates(day)}
    pairs = [*candidates, *(pair for pair in verdicts if pair not in candidates)]
    wanted = [
        pair
        for pair in pairs
        if state == "all" or state == (verdicts[pair].verdict if pair in verdicts else "open")
    ]
    shown = wanted[:limit]
    names = place.vault.masked([person for pair in shown for person in pair])
    return PairList(
        day=day,
        items=tuple(_pair(pair, candidates.get(pair), verdicts.get(pair), names) for pair in shown),
        total=len(wanted),
        shown=len(shown),
        truncated=len(shown) < len(wanted),
    )


def detail(place: Workplace, one: str, other: str, day: date) -> PairDetail:
    """One pair as known on a day.

    Raises
    ------
    NotFoundError
        If nobody ever proposed or reviewed it.
    """
    pair = ordered(one, other)
    reviews = [row for row in place.persons.reviews() if row.pair == pair and row.known_on <= day]
    candidate = next((found for found in place.persons.candidates(day) if found.pair == pair), None)
    if candidate is None and not reviews:
        raise NotFoundError(
            f"persons {pair[0]} and {pair[1]}: expected a pair proposed or reviewed by {day}, got none; "
            "see guanlian persons list"
        )
    nodes = {node for piece in (candidate.evidence if candidate else ()) for node in piece.path}
    names = _names(place, {*pair, *nodes}, day)
    found = _pair(pair, candidate, reviews[-1] if reviews else None, names)
    evidence = tuple(
        piece.model_copy(update={"labels": tuple(names[node] for node in piece.path)})
        for piece in found.evidence
    )
    return PairDetail(
        day=day, pair=found.model_copy(update={"evidence": evidence}), reviews=history(reviews).items
    )


def review(
    place: Workplace,
    one: str,
    other: str,
    *,
    verdict: Verdict,
    reason: str,
    author: str,
    day: date,
    verified: bool = False,
) -> ReviewList:
    """Record a verdict on two persons whom the store knows; ``verified`` if both hands had signed in.

    Raises
    ------
    NotFoundError
        If the store does not know one of them on that day.
    """
    for person in ordered(one, other):
        known = place.store.find(person, AsOf(day=day, known_by=day))
        if known is None:
            raise NotFoundError(f"person {person} is not known on {day}: expected an id of the store")
        if known.kind is not NodeKind.PERSON:
            raise InputError(f"review: expected a person, got {person}, which is a {known.kind}")
    made = place.persons.review(
        one, other, verdict=verdict, reason=reason, author=author, known_on=day, verified=verified
    )
    return history([made])


def history(rows: Sequence[PersonReview], persons: Iterable[str] = ()) -> ReviewList:
    """Verdicts, all or those that name every one of some persons."""
    wanted = set(persons)
    names = ReviewRow.model_fields
    return ReviewList(
        items=tuple(
            ReviewRow(**{name: getattr(row, name) for name in names})
            for row in rows
            if wanted <= set(row.pair)
        )
    )


def _pair(
    pair: Pair, candidate: Candidate | None, review: PersonReview | None, names: Mapping[str, str]
) -> PairView:
    return PairView(
        person_a=pair[0],
        name_a=names.get(pair[0], _UNKNOWN),
        person_b=pair[1],
        name_b=names.get(pair[1], _UNKNOWN),
        confidence=None if candidate is None else candidate.confidence,
        proposed_on=None if candidate is None else candidate.known_on,
        evidence=tuple(_evidence(piece) for piece in (candidate.evidence if candidate else ())),
        verdict=None if review is None else review.verdict,
        review=None if review is None else review.number,
    )


def _evidence(piece: Evidence) -> EvidenceView:
    entry = same_person_rules().evidence[EvidenceCode(piece.code)]
    return EvidenceView(code=piece.code, label=Label(zh=entry.zh, en=entry.en), path=piece.path)


def _names(place: Workplace, nodes: Iterable[str], day: date) -> dict[str, str]:
    """Masked names of persons, names of enterprises, texts of places, masked contacts."""
    wanted = sorted(nodes)
    found = dict(place.vault.masked([node for node in wanted if node.startswith(_PERSON)]))
    for node in wanted:
        if node not in found:
            known = place.store.find(node, AsOf(day=day, known_by=day))
            found[node] = node if known is None else known.label
    return found
