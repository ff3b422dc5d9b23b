"""Verdicts on persons applied to a frozen snapshot: joined ids become one node.

Ties and parties of all ids of a group lead to one of them, so that units, hubs, paths, what
a record names and what is counted see one person: no operator meets his own conduct through
a second id, and a hub is as large as it is. Every strength of a tie stays what it was. Without
a verdict the very same snapshot comes back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import Frame, large_text
from graph.domain import CENTS_UNKNOWN, DAY_OPEN, DAY_UNKNOWN, TIE_KINDS, NodeKind, TieKind, day_number
from graph.identity import fact_id
from graph.masking import mask_name
from graph.metapaths import stable_order
from graph.same_person.links import stacked
from graph.same_person.verdicts import Candidate, PersonLinks, PersonReview, Verdict, groups
from graph.snapshot import Snapshot

Longs = np.ndarray[Any, np.dtype[np.int64]]
_POSSIBLY_SAME = TIE_KINDS.index(TieKind.POSSIBLY_SAME)
_CERTIFICATE = "certificate"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Joined:
    """Which node code stands for each node (``of``), and the number and reviewer of the verdict."""

    of: Longs
    review: dict[int, PersonReview]


def unite(snapshot: Snapshot, links: PersonLinks) -> Snapshot:
    """Snapshot in which persons with a verdict ``same`` are one node, and candidates are ties.

    Parameters
    ----------
    snapshot : Snapshot
        As a store froze it.
    links : PersonLinks
        As known by the snapshot's ``known_by``. Delivered ``POSSIBLY_SAME`` ties of a pair with
        any verdict go; candidates become such ties with their confidence.

    Returns
    -------
    Snapshot
        With the same node codes; a person whom another id stands for keeps his row and has no
        tie and no record.
    """
    if links.empty:
        return snapshot
    ids = snapshot.persons.text("person_id")
    first = snapshot.node_starts[NodeKind.PERSON]
    snapshot = replace(snapshot, ties=_without_decided(snapshot, links.reviews, ids, first))
    joined = _joined(snapshot, links.reviews, ids, first)
    if joined.review:
        snapshot = _moved(snapshot, joined, first)
    added = _candidate_ties(links, ids, first, joined.of)
    if added.rows:
        snapshot = replace(snapshot, ties=_in_order(stacked(snapshot.ties, added), snapshot.nodes))
    return snapshot


def _rows_of(ids: pa.LargeStringArray, wanted: Sequence[str]) -> Longs:
    """Row of each person id, -1 where the snapshot does not know it."""
    found = pc.index_in(large_text(list(wanted)), value_set=ids)
    return np.asarray(pc.fill_null(found, -1)).astype(np.int64)


def _without_decided(
    snapshot: Snapshot, reviews: Sequence[PersonReview], ids: pa.LargeStringArray, first: int
) -> Frame:
    """Ties without delivered links of pairs on which somebody decided."""
    ties, count = snapshot.ties, max(snapshot.nodes, 1)
    links = np.flatnonzero(ties.numbers("kind") == _POSSIBLY_SAME)
    if not len(links):
        return ties
    a, b, known = _nodes_of(reviews, ids, first, np.arange(snapshot.nodes, dtype=np.int64))
    decided = _pair_keys(a, b, count)[known]
    given = _pair_keys(
        ties.numbers("src")[links].astype(np.int64), ties.numbers("dst")[links].astype(np.int64), count
    )
    gone = links[np.isin(given, decided)]
    if not len(gone):
        return ties
    kept = np.ones(ties.rows, bool)
    kept[gone] = False
    return ties.take(kept)


def _nodes_of(
    pairs: Sequence[PersonReview] | Sequence[Candidate], ids: pa.LargeStringArray, first: int, of: Longs
) -> tuple[Longs, Longs, np.ndarray[Any, np.dtype[np.bool_]]]:
    """Nodes that stand for both persons of each pair, and which pairs the snapshot knows."""
    a = _rows_of(ids, [one.person_a for one in pairs])
    b = _rows_of(ids, [one.person_b for one in pairs])
    if not len(ids):
        return a, b, np.zeros(len(a), bool)
    return of[np.maximum(a, 0) + first], of[np.maximum(b, 0) + first], (a >= 0) & (b >= 0)


def _pair_keys(one: Longs, other: Longs, count: int) -> Longs:
    keys: Longs = np.minimum(one, other) * count + np.maximum(one, other)
    return keys


def _joined(
    snapshot: Snapshot, reviews: Sequence[PersonReview], ids: pa.LargeStringArray, first: int
) -> _Joined:
    """Node that stands for each person of a group: of a certificate before others, then the smallest id."""
    of = np.arange(snapshot.nodes, dtype=np.int64)
    group_of = groups(reviews)
    persons = list(group_of)
    rows = _rows_of(ids, persons)
    certified = np.asarray(pc.fill_null(pc.equal(snapshot.persons.text("id_kind"), _CERTIFICATE), False))
    members: dict[int, list[int]] = {}
    for person, row in zip(persons, rows.tolist(), strict=True):
        if row >= 0:
            members.setdefault(group_of[person], []).append(row)
    verdicts: dict[int, PersonReview] = {}
    for review in reviews:
        if review.verdict is Verdict.SAME:
            # A chain of verdicts is named by its last one.
            number = group_of[review.person_a]
            if number not in verdicts or review.number > verdicts[number].number:
                verdicts[number] = review
    review_of: dict[int, PersonReview] = {}
    for number, group in members.items():
        kept = min(group, key=lambda row: (not certified[row], row))
        for row in group:
            if row != kept:
                of[first + row] = first + kept
                review_of[first + row] = verdicts[number]
    return _Joined(of=of, review=review_of)


def _moved(snapshot: Snapshot, joined: _Joined, first: int) -> Snapshot:
    """Ties and parties at the nodes that stand for them, and what was moved."""
    ties, parties = snapshot.ties, snapshot.parties
    source, target = ties.numbers("src").astype(np.int64), ties.numbers("dst").astype(np.int64)
    party = parties.numbers("party").astype(np.int64)
    moved = _moved_frame(
        joined,
        [
            *(
                (ties.text("tie_id"), row, end[row])
                for end in (source, target)
                for row in _where(end, joined)
            ),
            *(
                (snapshot.records.text("record_id"), int(parties.numbers("record")[row]), party[row])
                for row in _where(party, joined)
            ),
        ],
    )
    confidence, match = _own_confidence(snapshot, joined, first)
    ties = ties.replace(
        src=joined.of[source].astype(np.int32), dst=joined.of[target].astype(np.int32), confidence=confidence
    )
    return replace(
        snapshot,
        persons=snapshot.persons.replace(match_confidence=match),
        ties=_in_order(ties, snapshot.nodes),
        parties=_parties(parties, joined.of),
        same_persons=moved,
    )


def _where(codes: Longs, joined: _Joined) -> list[int]:
    found: list[int] = np.flatnonzero(joined.of[codes] != codes).tolist()
    return found


def _moved_frame(joined: _Joined, moves: list[tuple[pa.LargeStringArray, int, int]]) -> Frame:
    """What was moved, in the order (fact, person); a fact of two moved ends has two rows."""
    rows = sorted({(str(texts[row].as_py()), int(code)) for texts, row, code in moves})
    persons = [code for _, code in rows]
    return Frame(
        {
            "fact_id": large_text([fact for fact, _ in rows]),
            "reviewer": large_text([mask_name(joined.review[code].author) for code in persons]),
            "person": np.array(persons, np.int32),
            "same_as": joined.of[np.array(persons, np.int64)].astype(np.int32),
            "review": np.array([joined.review[code].number for code in persons], np.int32),
        }
    )


def _own_confidence(snapshot: Snapshot, joined: _Joined, first: int) -> tuple[Any, Any]:
    """Confidence of ties with that of the ids of joined persons in it; these ids have none of their own then.

    So a tie stays as strong as under the id it was delivered with.
    """
    match = snapshot.persons.numbers("match_confidence").copy()
    ties = snapshot.ties
    confidence = ties.numbers("confidence").copy()
    concerned = np.zeros(snapshot.nodes, bool)
    concerned[list(joined.review)] = True
    concerned[joined.of[list(joined.review)]] = True
    own = np.ones(snapshot.nodes)
    inside = np.flatnonzero(concerned)
    own[inside] = np.where(np.isnan(match[inside - first]), 1.0, match[inside - first])
    weaker = own < 1
    if weaker.any():
        for end in ("src", "dst"):
            rows = np.flatnonzero(weaker[ties.numbers(end)])
            known = np.where(np.isnan(confidence[rows]), 1.0, confidence[rows].astype(np.float64))
            confidence[rows] = (known * own[ties.numbers(end)[rows]]).astype(confidence.dtype)
    match[inside - first] = np.nan
    return confidence, match


def _in_order(ties: Frame, nodes: int) -> Frame:
    """Ties in the order (kind, src, dst, tie_id), of rows that are in it but for moved or added ones."""
    kind, source, target = (ties.numbers(name).astype(np.int64) for name in ("kind", "src", "dst"))
    # Parallel ties are few: only their ids are compared.
    key = (kind * nodes + source) * nodes + target
    order = stable_order(key)
    ranked = key[order]
    same = ranked[1:] == ranked[:-1]
    several = np.flatnonzero(np.append(False, same) | np.append(same, False))
    if len(several):
        ids = ties.text("tie_id").take(pa.array(order[several]))
        rank = np.empty(len(several), np.int64)
        rank[np.asarray(pc.sort_indices(ids))] = np.arange(len(several))
        order[several] = order[several][np.lexsort((rank, ranked[several]))]
    return ties.take(order)


def _parties(parties: Frame, of: Longs) -> Frame:
    """Parties by the nodes that stand for them, in the order (record, party, role), each once."""
    party = of[parties.numbers("party").astype(np.int64)]
    roles = parties.text("role")
    words = sorted({word for word in pc.unique(roles).to_pylist() if word is not None}, key=str.encode)
    found = pc.index_in(roles, value_set=large_text(words))
    rank = np.asarray(pc.fill_null(found, len(words))).astype(np.int64)
    record = parties.numbers("record").astype(np.int64)
    order = np.lexsort((rank, party, record))
    columns = np.stack((record, party, rank))[:, order]
    fresh = np.append(True, (columns[:, 1:] != columns[:, :-1]).any(axis=0))[: len(order)]
    return parties.replace(party=party.astype(np.int32)).take(order[fresh])


def _candidate_ties(links: PersonLinks, ids: pa.LargeStringArray, first: int, of: Longs) -> Frame:
    """Candidates as ties between the persons that the snapshot knows.

    A pair is left out where other verdicts have made it one person, or have decided on it under
    another id.
    """
    count = max(len(of), 1)
    a, b, known = _nodes_of(links.candidates, ids, first, of)
    x, y, decided = _nodes_of(links.reviews, ids, first, of)
    known &= (a != b) & ~np.isin(_pair_keys(a, b, count), _pair_keys(x, y, count)[decided])
    kept = [one for one, stays in zip(links.candidates, known.tolist(), strict=True) if stays]
    rows = len(kept)
    return Frame(
        {
            "tie_id": large_text([fact_id(TieKind.POSSIBLY_SAME, *one.pair) for one in kept]),
            "role": large_text([None] * rows),
            "kind": np.full(rows, _POSSIBLY_SAME, np.int8),
            "src": np.minimum(a, b)[known].astype(np.int32),
            "dst": np.maximum(a, b)[known].astype(np.int32),
            "share": np.full(rows, np.nan, np.float32),
            "confidence": np.array([one.confidence for one in kept], np.float32),
            "amount_cents": np.full(rows, CENTS_UNKNOWN, np.int64),
            "valid_from": np.full(rows, DAY_UNKNOWN, np.int32),
            "valid_to": np.full(rows, DAY_OPEN, np.int32),
            "entered_on": np.array([day_number(one.known_on) for one in kept], np.int32),
            "left_on": np.full(rows, DAY_OPEN, np.int32),
        }
    )
