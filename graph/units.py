"""Legal persons: head office, branches and the operator of a business as one unit.

The unit is what relations join and what the relationship factor is computed for. A
branch belongs to its head office; the operator of an individual business or a sole
proprietorship belongs to its business, as long as the tie is in force.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from graph.catalogue import entity_types
from graph.domain import DAY_UNKNOWN, TIE_KINDS, NodeKind, TieKind, day_number
from graph.snapshot import Snapshot

Ints = np.ndarray[Any, np.dtype[np.int32]]
Longs = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Units:
    """Legal persons of a snapshot.

    Attributes
    ----------
    unit : int32[n]
        Unit of each enterprise (row = node code).
    person_unit : int32[persons]
        Unit of each person who is an operator, -1 for everyone else.
    head : int32[units], rising
        Enterprise code of the head: the non-branch member, of several the one with the
        smallest id.
    member_indptr : int64[units + 1]; members : int32[n]
        Enterprise codes of each unit, rising.
    first_person : int
        First node code of the persons.
    """

    unit: Ints
    person_unit: Ints
    head: Ints
    member_indptr: Longs
    members: Ints
    first_person: int

    @property
    def count(self) -> int:
        """Number of units."""
        return len(self.head)

    def contract(self, codes: np.ndarray[Any, Any]) -> Longs:
        """Contracted codes of node codes.

        Units come first (0..units-1); every node that belongs to no unit follows in the
        order of node codes, so that the code of person k is ``count + k``.
        """
        codes = codes.astype(np.int64)
        contracted = codes - self.first_person + self.count
        enterprise = codes < self.first_person
        contracted[enterprise] = self.unit[codes[enterprise]]
        person = (codes >= self.first_person) & (codes < self.first_person + len(self.person_unit))
        operator = np.flatnonzero(person)
        own = self.person_unit[codes[operator] - self.first_person]
        contracted[operator[own >= 0]] = own[own >= 0]
        return contracted

    def node_code(self, contracted: int) -> int:
        """Node code of a contracted code; of a unit, the code of its head."""
        if contracted < self.count:
            return int(self.head[contracted])
        return int(contracted - self.count + self.first_person)


def operator_ties(snapshot: Snapshot) -> Longs:
    """Rows of the ties that make a person the operator of a business, rising.

    One business has one operator: of several ties in force the one that began last
    (unknown begin first), then entered last, then the greatest tie_id.
    """
    ties, enterprises = snapshot.ties, snapshot.enterprises
    first_person = snapshot.node_starts[NodeKind.PERSON]
    kind = TIE_KINDS.index(TieKind.LEGAL_REPRESENTATIVE_OF)
    as_of = day_number(snapshot.as_of)
    start, end = ties.numbers("valid_from"), ties.numbers("valid_to")
    rows = np.flatnonzero(
        (ties.numbers("kind") == kind)
        & ((start <= as_of) | (start == DAY_UNKNOWN))
        & ((end > as_of) | (end == DAY_UNKNOWN))
        & (ties.numbers("src") >= first_person)
        & (ties.numbers("dst") < first_person)
    )
    business = operated_by_a_person(enterprises.text("entity_type"))
    target = ties.numbers("dst").astype(np.int64)
    rows = rows[business[target[rows]]]
    entered = ties.numbers("entered_on")
    rank = np.empty(len(rows), np.int64)
    by_id = pc.sort_indices(ties.text("tie_id").take(pa.array(rows)))
    rank[by_id.to_numpy()] = np.arange(len(rows))
    order = rows[np.lexsort((rank, entered[rows], start[rows], target[rows]))]
    last = np.append(target[order][1:] != target[order][:-1], True) if len(order) else np.zeros(0, bool)
    return np.sort(order[last]).astype(np.int64)


def operated_by_a_person(entity_type: pa.LargeStringArray) -> np.ndarray[Any, Any]:
    """True where the entity type makes operator and business one legal person."""
    encoded = pc.dictionary_encode(entity_type, null_encoding="encode")
    table = np.zeros(max(len(encoded.dictionary), 1), dtype=bool)
    for code, word in enumerate(encoded.dictionary.to_pylist()):
        entry = entity_types().of(word)
        table[code] = entry is not None and entry.operator_is_unit
    operated: np.ndarray[Any, Any] = table[encoded.indices.to_numpy(zero_copy_only=False)]
    return operated


def build_units(snapshot: Snapshot) -> Units:
    """Contract a snapshot into legal persons.

    Parameters
    ----------
    snapshot : Snapshot
        Without excluded facts.

    Returns
    -------
    Units
        Units in the order of their heads' codes, hence of their heads' ids.
    """
    n, persons = snapshot.enterprises.rows, snapshot.persons.rows
    legal_person = snapshot.enterprises.numbers("legal_person").astype(np.int64)
    operated = operator_ties(snapshot)
    source = np.concatenate((np.arange(n), snapshot.ties.numbers("src")[operated].astype(np.int64)))
    target = np.concatenate((legal_person, snapshot.ties.numbers("dst")[operated].astype(np.int64)))
    nodes = n + persons
    links = coo_array((np.ones(len(source), np.int8), (source, target)), shape=(nodes, nodes))
    _, component = connected_components(links, directed=False)
    of_enterprise = component[:n]
    branch = legal_person != np.arange(n)
    order = np.lexsort((np.arange(n), branch, of_enterprise))
    first = np.ones(n, bool)
    first[1:] = of_enterprise[order][1:] != of_enterprise[order][:-1]
    head = np.sort(order[first]).astype(np.int32)
    unit_of_component = np.full(int(component.max(initial=-1)) + 1, -1, np.int32)
    unit_of_component[of_enterprise[head]] = np.arange(len(head), dtype=np.int32)
    unit = unit_of_component[of_enterprise]
    person_unit = np.full(persons, -1, np.int32)
    operators = np.unique(snapshot.ties.numbers("src")[operated].astype(np.int64))
    person_unit[operators - n] = unit_of_component[component[operators]]
    return Units(
        unit=unit,
        person_unit=person_unit,
        head=head,
        member_indptr=np.concatenate(([0], np.cumsum(np.bincount(unit, minlength=len(head))))).astype(
            np.int64
        ),
        members=np.argsort(unit, kind="stable").astype(np.int32),
        first_person=n,
    )
