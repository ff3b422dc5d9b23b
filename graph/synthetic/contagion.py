"""Pairs along which risk travels, and the additive hazard of primary events.

hazard(i, m) = rate * risk(i) * living(i, m) + min(cap, sum over pairs j -> i open in month m of
strength[family] * weight * signal(j, m)) * living(i, m)
signal(j, m) = sum over primary events of j in months before m of severity / 5 * 2^(-(m - month) / half-life)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from graph.domain import TieKind
from graph.synthetic.deliveries import Schedule
from graph.synthetic.parameters_events import Contagion
from graph.synthetic.ties import KIND_CODE, ROLES, Ties

Int: TypeAlias = np.ndarray[Any, np.dtype[Any]]
Float: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]
Bool: TypeAlias = np.ndarray[Any, np.dtype[np.bool_]]

FAMILIES: tuple[str, ...] = ("person_own", "shared_person", "equity", "guarantee_loan", "premises")
"""Families of paths, by family code."""

GREATEST_SEVERITY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Directed pairs along which an event of ``src`` raises the hazard of ``dst``, sorted by dst.

    Parameters
    ----------
    src, dst : int32, shape (pairs,)
        Node codes; ``dst`` is a firm, ``src`` a firm or a person.
    via : int32, shape (pairs,)
        Node between them, -1 where a tie joins them directly.
    family : int8, shape (pairs,)
        Row of FAMILIES.
    weight : float32, shape (pairs,)
        Product of leg strengths and hub factor.
    first, last : int16, shape (pairs,)
        Months (0 to months - 1) in which the path is in force, both inclusive.
    indptr : int64, shape (firms + 1,)
        Pairs of each dst.
    """

    src: Int
    dst: Int
    via: Int
    family: Int
    weight: Int
    first: Int
    last: Int
    indptr: Int

    def __len__(self) -> int:
        return len(self.src)


def make_pairs(*, ties: Ties, firms: int, nodes: int, schedule: Schedule, plan: Contagion) -> Pairs:
    """Pairs of all families; of several paths of one family between two nodes the strongest stays.

    Parameters
    ----------
    ties : Ties
        Every tie of the province, true starts and ends.
    firms, nodes : int
        Number of firms, and of all nodes.
    schedule : Schedule
    plan : Contagion
    """
    first, last = _months_in_force(ties, schedule)
    strength = leg_strengths(ties, plan)
    alive = (last >= first) & (strength > 0)
    by_kind = {kind: alive & (ties.kind == code) for kind, code in KIND_CODE.items()}
    posts = by_kind[TieKind.LEGAL_REPRESENTATIVE_OF] | by_kind[TieKind.OFFICER_OF]
    personal = (posts | by_kind[TieKind.HOLDS]) & (ties.src >= firms)
    corporate = by_kind[TieKind.HOLDS] & (ties.src < firms)
    lent = by_kind[TieKind.GUARANTEES] | by_kind[TieKind.LENDS_TO]
    shared = (by_kind[TieKind.REGISTERED_AT] | by_kind[TieKind.REACHED_AT] | by_kind[TieKind.FILED_BY]) & (
        ties.src < firms
    )

    legs = _Legs(ties.src, ties.dst, strength, first, last)
    turned = _Legs(ties.dst, ties.src, strength, first, last)
    own = legs.take(personal)
    blocks = [
        _block(
            own.node, own.firm, np.full(len(own.node), -1), "person_own", own.strength, own.first, own.last
        ),
        _through_hubs(own, nodes, "shared_person", plan),
        _direct(legs.take(corporate), "equity"),
        _direct(turned.take(corporate), "equity"),
        _through_hubs(legs.take(corporate), nodes, "equity", plan),
        _direct(legs.take(lent & (ties.src < firms) & (ties.dst < firms)), "guarantee_loan"),
        _direct(turned.take(lent & (ties.src < firms) & (ties.dst < firms)), "guarantee_loan"),
        _through_hubs(turned.take(shared), nodes, "premises", plan),
    ]
    return _strongest([block for block in blocks if len(block[0])], firms)


@dataclass(frozen=True, slots=True)
class _Legs:
    """Legs seen from the node that joins: node (hub or source) and firm (end)."""

    node: Int
    firm: Int
    strength: Float
    first: Int
    last: Int

    def take(self, rows: Bool) -> _Legs:
        index = np.flatnonzero(rows)
        return _Legs(
            *(column[index] for column in (self.node, self.firm, self.strength, self.first, self.last))
        )


def _months_in_force(ties: Ties, schedule: Schedule) -> tuple[Int, Int]:
    starts = schedule.month_starts
    first = np.maximum(np.searchsorted(starts, ties.start, side="right") - 1, 0)
    last = np.searchsorted(starts, ties.end, side="left") - 1
    return first.astype(np.int16), np.minimum(last, schedule.months - 1).astype(np.int16)


def leg_strengths(ties: Ties, plan: Contagion) -> Float:
    """Strength of each tie as a leg, in [0, 1]; 0 for kinds that carry nothing."""
    legs = plan.legs
    by_role = np.array(
        [
            legs.get(role, legs["minor_officer"] if role in plan.minor_officer_roles else legs["officer"])
            for role in ROLES
        ]
    )
    share = np.where(np.isnan(ties.share), 0.5, ties.share)
    tables = {
        TieKind.LEGAL_REPRESENTATIVE_OF: by_role[ties.role],
        TieKind.OFFICER_OF: by_role[ties.role],
        TieKind.HOLDS: by_role[ties.role] * share,
        TieKind.GUARANTEES: np.full(len(ties), legs["guarantees"]),
        TieKind.LENDS_TO: np.full(len(ties), legs["lends"]),
        TieKind.REGISTERED_AT: np.full(len(ties), legs["place"]),
        TieKind.REACHED_AT: np.full(len(ties), legs["contact"]),
        TieKind.FILED_BY: np.full(len(ties), legs["agent"]),
    }
    strength = np.zeros(len(ties))
    for kind, values in tables.items():
        rows = ties.kind == KIND_CODE[kind]
        strength[rows] = values[rows]
    return strength


def hub_factors(degree: Int, plan: Contagion) -> Float:
    """Factor of a node that joins ``degree`` firms; 0 above the last bucket."""
    bounds = np.array([bound for bound, _ in plan.hub])
    factors = np.array([*(factor for _, factor in plan.hub), 0.0])
    return np.asarray(factors[np.searchsorted(bounds, degree, side="left")], dtype=np.float64)


_Block: TypeAlias = tuple[Int, Int, Int, Int, Int, Int, Int]


def _block(src: Int, dst: Int, via: Int, family: str, weight: Float, first: Int, last: Int) -> _Block:
    code = np.full(len(src), FAMILIES.index(family), dtype=np.int8)
    return (
        src.astype(np.int32),
        dst.astype(np.int32),
        via.astype(np.int32),
        code,
        weight.astype(np.float32),
        first,
        last,
    )


def _direct(legs: _Legs, family: str) -> _Block:
    return _block(
        legs.node, legs.firm, np.full(len(legs.node), -1), family, legs.strength, legs.first, legs.last
    )


def _through_hubs(legs: _Legs, nodes: int, family: str, plan: Contagion) -> _Block:
    """All ordered pairs of firms that a node joins, for nodes below the last hub bucket."""
    order = np.lexsort((legs.firm, legs.node))
    node, firm = legs.node[order], legs.firm[order]
    new = (
        np.concatenate([[True], (node[1:] != node[:-1]) | (firm[1:] != firm[:-1])]) if len(node) else node > 0
    )
    degree = np.bincount(node[new], minlength=nodes)
    factor = hub_factors(degree, plan)
    kept = order[(factor[node] > 0) & (degree[node] > 1)]
    node = legs.node[kept]
    counts = np.bincount(node, minlength=nodes)
    start = np.cumsum(counts) - counts
    left = np.repeat(np.arange(len(kept)), counts[node])
    within = np.arange(len(left)) - np.repeat(np.cumsum(counts[node]) - counts[node], counts[node])
    right = start[node[left]] + within
    src, dst = legs.firm[kept[left]], legs.firm[kept[right]]
    first = np.maximum(legs.first[kept[left]], legs.first[kept[right]])
    last = np.minimum(legs.last[kept[left]], legs.last[kept[right]])
    good = np.flatnonzero((src != dst) & (first <= last))
    weight = legs.strength[kept[left[good]]] * legs.strength[kept[right[good]]] * factor[node[left[good]]]
    return _block(src[good], dst[good], node[left[good]], family, weight, first[good], last[good])


def _strongest(blocks: list[_Block], firms: int) -> Pairs:
    if blocks:
        src, dst, via, family, weight, first, last = (
            np.concatenate(columns) for columns in zip(*blocks, strict=True)
        )
    else:
        empty = np.empty(0, dtype=np.int32)
        src, dst, via, family, weight, first, last = (empty,) * 7
    key = dst.astype(np.int64) * len(FAMILIES) + family
    order = np.lexsort((via, first, -weight, src, key))
    key, from_node = key[order], src[order]
    new = (
        np.concatenate([[True], (key[1:] != key[:-1]) | (from_node[1:] != from_node[:-1])])
        if len(key)
        else key > 0
    )
    order = order[new]
    counts = np.bincount(dst[order], minlength=firms)
    return Pairs(
        src=src[order],
        dst=dst[order],
        via=via[order],
        family=family[order].astype(np.int8),
        weight=weight[order].astype(np.float32),
        first=first[order].astype(np.int16),
        last=last[order].astype(np.int16),
        indptr=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
    )
