"""Posts and holdings of persons whose name somebody else has too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import Frame
from graph.domain import TIE_KINDS, NodeKind, TieKind
from graph.metapaths import spread, stable_order, starts_of
from graph.snapshot import Snapshot

Longs = np.ndarray[Any, np.dtype[np.int64]]
_POSTS = (TieKind.LEGAL_REPRESENTATIVE_OF, TieKind.HOLDS, TieKind.OFFICER_OF)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Posts of persons whose name somebody else has too, in the order of persons.

    Attributes
    ----------
    persons : int
        Persons with a name that can be compared.
    frequency : int64[names]
        Persons of each name in the vault.
    first : int
        First node code of the persons; a pair is ``row * stride + other row``.
    stride : int
        Number of persons of the snapshot, at least 1.
    key, person, firm, post : int64[m]
        Name, person row, enterprise code and tie row of each post; a person with several names
        has each post several times.
    """

    persons: int
    frequency: Longs
    first: int
    stride: int
    key: Longs
    person: Longs
    firm: Longs
    post: Longs

    @classmethod
    def of(cls, snapshot: Snapshot, names: Frame) -> Named:
        """Posts of a snapshot by the names of the vault.

        Parameters
        ----------
        snapshot : Snapshot
        names : Frame
            text person_id, int32 key.
        """
        first, count = snapshot.node_starts[NodeKind.PERSON], snapshot.persons.rows
        key = names.numbers("key").astype(np.int64)
        distinct = np.unique(key * max(names.rows, 1) + ranks(names.text("person_id")))
        frequency = np.bincount(distinct // max(names.rows, 1)).astype(np.int64)
        row = np.asarray(
            pc.fill_null(
                pc.index_in(names.text("person_id"), value_set=snapshot.persons.text("person_id")), -1
            )
        ).astype(np.int64)
        kept = (row >= 0) & (frequency[key] > 1) if len(key) else np.zeros(0, bool)
        pair = np.unique(row[kept] * max(len(frequency), 1) + key[kept])
        person_of, key_of = pair // max(len(frequency), 1), pair % max(len(frequency), 1)
        post, person, firm = posts_of(snapshot, first, count)
        at, entry = spread(starts_of(person_of, count), person)
        return cls(
            persons=len(pc.unique(names.text("person_id"))),
            frequency=frequency,
            first=first,
            stride=max(count, 1),
            key=key_of[entry],
            person=person[at],
            firm=firm[at],
            post=post[at],
        )


def ranks(texts: pa.LargeStringArray) -> Longs:
    """A number of each text, equal for equal texts."""
    return np.asarray(pc.dictionary_encode(texts).indices).astype(np.int64)


def posts_of(snapshot: Snapshot, first: int, count: int) -> tuple[Longs, Longs, Longs]:
    """Tie row, person row and enterprise of each post, in the order of persons."""
    ties = snapshot.ties
    source, target = ties.numbers("src").astype(np.int64), ties.numbers("dst").astype(np.int64)
    rows = np.flatnonzero(
        np.isin(ties.numbers("kind"), [TIE_KINDS.index(kind) for kind in _POSTS])
        & (source >= first)
        & (source < first + count)
        & (target < first)
    )
    rows = rows[stable_order(source[rows] - first)]
    return rows, source[rows] - first, target[rows]
