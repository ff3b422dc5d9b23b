"""Search for pairs of persons of one name whom the graph brings together.

A pair needs the same name and at least one piece of evidence: never a name alone. Persons
are blocked by (name, piece of evidence) and not by name, so that the work is linear in
the ties and a common name costs no square. Blocks beyond the limits are skipped and
counted. Same facts, same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import Frame
from graph.same_person.evidence import Meetings, found_evidence
from graph.same_person.posts import Longs, Named
from graph.same_person.rules import EvidenceCode, SamePersonRules
from graph.same_person.verdicts import Candidate, Evidence
from graph.snapshot import Snapshot

_CERTIFICATE = "certificate"
_THOUSAND = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What a search found and what it left out.

    Attributes
    ----------
    candidates : tuple of Candidate
        In the order of pairs.
    persons : int
        Persons with a name that can be compared.
    shared_names : int
        Names that more than one of them carries.
    commonest : int
        Persons of the commonest name.
    pairs : int
        Pairs with evidence, proposed or not.
    skipped : dict of evidence code to number of blocks beyond the limits
    """

    candidates: tuple[Candidate, ...]
    persons: int
    shared_names: int
    commonest: int
    pairs: int
    skipped: dict[str, int]


def search(snapshot: Snapshot, names: Frame, rules: SamePersonRules, day: date) -> Search:
    """Find pairs on a frozen snapshot.

    Parameters
    ----------
    snapshot : Snapshot
    names : Frame
        ``NameVault.name_keys``; persons that the snapshot does not know count for the frequency only.
    rules : SamePersonRules
    day : date
        Day of the search.

    Returns
    -------
    Search
        1.5M persons with 4M posts: see docs/guides/persons.md.
    """
    named = Named.of(snapshot, names)
    meetings, skipped = found_evidence(snapshot, named, rules.limits)
    pairs, at = np.unique(
        np.concatenate([found.pair for found in meetings.values()] or [np.zeros(0, np.int64)]),
        return_inverse=True,
    )
    at = at.reshape(-1)
    found = np.concatenate([np.full(len(m.pair), k) for k, m in enumerate(meetings.values())] or [at])
    frequency = np.full(len(pairs), np.iinfo(np.int64).max)
    key = np.concatenate([m.key for m in meetings.values()] or [at])
    np.minimum.at(frequency, at, named.frequency[key])
    milli = _confidence_milli(snapshot, named, pairs, frequency, at, found, tuple(meetings), rules)
    kept = np.flatnonzero(milli >= round(rules.minimum.confidence * _THOUSAND))
    return Search(
        candidates=tuple(_candidates(snapshot, named, pairs[kept], milli[kept], meetings, rules, day)),
        persons=named.persons,
        shared_names=int((named.frequency > 1).sum()),
        commonest=int(named.frequency.max(initial=0)),
        pairs=len(pairs),
        skipped={code.value: count for code, count in skipped.items()},
    )


def _confidence_milli(
    snapshot: Snapshot,
    named: Named,
    pairs: Longs,
    frequency: Longs,
    at: Longs,
    found: Longs,
    codes: tuple[EvidenceCode, ...],
    rules: SamePersonRules,
) -> Longs:
    """Confidence of each pair in thousandths: independent evidence, rarity, certificates, ceiling."""
    doubt = np.ones(len(pairs))
    for number, code in enumerate(codes):
        has = np.zeros(len(pairs), bool)
        has[at[found == number]] = True
        doubt[has] *= 1.0 - rules.evidence[code].confidence
    confidence = (1.0 - doubt) * _rarity(frequency, rules)
    kinds = pc.fill_null(pc.equal(snapshot.persons.text("id_kind"), _CERTIFICATE), False)
    certified = np.asarray(kinds)
    both = certified[pairs // named.stride] & certified[pairs % named.stride]
    confidence[both] *= rules.two_certificates.factor
    milli: Longs = np.rint(np.minimum(confidence, rules.ceiling.confidence) * _THOUSAND).astype(np.int64)
    return milli


def _rarity(frequency: Longs, rules: SamePersonRules) -> np.ndarray[Any, np.dtype[np.float64]]:
    bounds = np.array([step.up_to for step in rules.rarity.steps[:-1]], np.int64)
    factors = np.array([step.factor for step in rules.rarity.steps])
    picked: np.ndarray[Any, np.dtype[np.float64]] = factors[np.searchsorted(bounds, frequency, side="left")]
    return picked


def _candidates(
    snapshot: Snapshot,
    named: Named,
    pairs: Longs,
    milli: Longs,
    meetings: dict[EvidenceCode, Meetings],
    rules: SamePersonRules,
    day: date,
) -> Iterator[Candidate]:
    """Candidates of some pairs, with the first paths of each evidence by their node codes."""
    evidence: list[list[Evidence]] = [[] for _ in range(len(pairs))]
    for code, meeting in meetings.items():
        rows = np.flatnonzero(np.isin(meeting.pair, pairs))
        rows = rows[np.lexsort((*meeting.path[rows].T[::-1], meeting.pair[rows]))]
        pair = meeting.pair[rows]
        first = np.searchsorted(pair, pair)
        rows = rows[np.arange(len(rows)) - first < rules.limits.paths_shown]
        place = np.searchsorted(pairs, meeting.pair[rows])
        inside = meeting.path[rows]
        ids = _ids(snapshot, inside.reshape(-1))
        for row, target in enumerate(place.tolist()):
            nodes = ids[row * inside.shape[1] : (row + 1) * inside.shape[1]]
            evidence[target].append(Evidence(code=code.value, path=tuple(nodes)))
    first_ids = _ids(snapshot, pairs // named.stride + named.first)
    second_ids = _ids(snapshot, pairs % named.stride + named.first)
    for one, other, confidence, pieces in zip(first_ids, second_ids, milli.tolist(), evidence, strict=True):
        yield Candidate(
            person_a=one,
            person_b=other,
            confidence=confidence / _THOUSAND,
            evidence=tuple(Evidence(code=piece.code, path=(one, *piece.path, other)) for piece in pieces),
            known_on=day,
        )


def _ids(snapshot: Snapshot, codes: Longs) -> list[str]:
    """Ids of node codes."""
    found = np.empty(len(codes), object)
    for kind, first in snapshot.node_starts.items():
        frame = getattr(snapshot, f"{kind.value}s")
        mine = np.flatnonzero((codes >= first) & (codes < first + frame.rows))
        found[mine] = frame.text(f"{kind.value}_id").take(pa.array(codes[mine] - first)).to_pylist()
    ids: list[str] = found.tolist()
    return ids
