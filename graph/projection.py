"""Enterprises joined by shared persons, places, contacts and by ties between them.

The projection is a sparse symmetric matrix of integer weights; only its pairs (row <
column) are kept. Memory: one chunk of rows times its neighbours, then the kept pairs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import scipy.sparse as sp

from graph.arrays import Frame
from graph.community_rules import WEIGHT_UNIT, ProjectionFamily, ProjectionRules
from graph.domain import DAY_UNKNOWN, TIE_KINDS, NodeKind, TieKind, day_number
from graph.snapshot import Snapshot

Ints = npt.NDArray[np.int64]
_PERCENT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """Weighted pairs of enterprises and the legs they come from.

    Attributes
    ----------
    enterprises : int
        Number of enterprises (codes 0..n-1).
    pairs : Frame, sorted by (src, dst), src < dst
        int32 src, dst (enterprise codes); int32 weight in units of ``WEIGHT_UNIT``.
    legs : Frame, sorted by (family, hub, enterprise)
        int8 family (order of the rules), int32 enterprise, int32 hub (node code; for a
        tie between two enterprises both are legs of the smaller code).
    skipped : Frame, sorted by (family, hub)
        int8 family, int32 hub, int32 degree of hubs that join nobody.
    """

    enterprises: int
    pairs: Frame
    legs: Frame
    skipped: Frame

    def matrix(self) -> sp.csr_array:
        """Symmetric CSR matrix, int64, sorted indices, zero diagonal."""
        n = self.enterprises
        src, dst = self.pairs.numbers("src"), self.pairs.numbers("dst")
        upper = sp.csr_array((self.pairs.numbers("weight").astype(np.int64), (src, dst)), shape=(n, n))
        whole = (upper + upper.T).tocsr()
        whole.sort_indices()
        return whole


def project(snapshot: Snapshot, rules: ProjectionRules) -> Projection:
    """Pairs of enterprises by the families of the rules, as of the snapshot's day.

    Parameters
    ----------
    snapshot : Snapshot
        Without excluded facts.
    rules : ProjectionRules
    """
    n = snapshot.enterprises.rows
    living = _living(snapshot, rules)
    hubs: list[tuple[sp.csr_array, sp.csr_array]] = []
    direct = sp.csr_array((n, n), dtype=np.int64)
    legs, skipped = [], []
    for code, family in enumerate(rules.families.values()):
        left, right, percent = _family_ties(snapshot, rules, family)
        if family.through is None:
            keep = living[left] & living[right] & (left != right) & (percent > 0)
            low, high = np.minimum(left, right)[keep], np.maximum(left, right)[keep]
            low, high, percent = _strongest(low, high, percent[keep])
            weight = percent * (WEIGHT_UNIT // _PERCENT)
            direct = direct + sp.csr_array((weight, (low, high)), shape=(n, n))
            legs.append((code, np.concatenate([low, high]), np.concatenate([low, low])))
            continue
        keep = living[left] & (percent > 0)
        firm, hub, percent = _strongest(left[keep], right[keep], percent[keep])
        names, position, degree = np.unique(hub, return_inverse=True, return_counts=True)
        step = _hub_percent(degree, rules)
        skipped.append((code, names[degree > rules.hub_steps[-1].degree], degree))
        joins = (degree[position] > 1) & (step[position] > 0)
        firm, hub, percent, position = firm[joins], hub[joins], percent[joins], position[joins]
        shape = (n, len(names))
        here = sp.csr_array((percent, (firm, position)), shape=shape)
        there = sp.csr_array((percent * step[position], (firm, position)), shape=shape).T.tocsr()
        hubs.append((here, there))
        legs.append((code, firm, hub))
    minimum = round(rules.minimum_weight * WEIGHT_UNIT)
    chunks = list(_kept(hubs, direct, n, minimum, rules.chunk_rows))
    return Projection(
        enterprises=n,
        pairs=Frame(
            {
                "src": np.concatenate([c[0] for c in chunks] or [np.empty(0, np.int32)]),
                "dst": np.concatenate([c[1] for c in chunks] or [np.empty(0, np.int32)]),
                "weight": np.concatenate([c[2] for c in chunks] or [np.empty(0, np.int32)]),
            }
        ),
        legs=_leg_frame(legs),
        skipped=_skipped_frame(skipped, rules),
    )


def _living(snapshot: Snapshot, rules: ProjectionRules) -> npt.NDArray[np.bool_]:
    states = pa.array(sorted(state.value for state in rules.states), pa.large_string())
    return np.asarray(pc.is_in(snapshot.enterprises.text("status"), value_set=states), dtype=np.bool_)


def _family_ties(
    snapshot: Snapshot, rules: ProjectionRules, family: ProjectionFamily
) -> tuple[Ints, Ints, Ints]:
    """Enterprise, other end and percent of the ties of a family in force on the day."""
    ties, day = snapshot.ties, day_number(snapshot.as_of)
    by_kind = np.zeros(len(TIE_KINDS), np.int64)
    for kind, weight in family.legs.items():
        by_kind[TIE_KINDS.index(kind)] = round(weight * _PERCENT)
    kind_code = ties.numbers("kind")
    began = ties.numbers("valid_from")
    in_force = ((began == DAY_UNKNOWN) | (began <= day)) & (ties.numbers("valid_to") > day)
    rows = np.flatnonzero(in_force & (by_kind[kind_code] > 0))
    percent = by_kind[kind_code[rows]]
    if family.roles:
        roles = pa.array(list(family.roles), pa.large_string())
        found = pc.fill_null(pc.index_in(ties.text("role").take(pa.array(rows)), value_set=roles), -1)
        role = np.asarray(found)
        strengths = np.array([round(weight * _PERCENT) for weight in family.roles.values()] + [0], np.int64)
        percent = np.where(role >= 0, strengths[role], percent)
    share = ties.numbers("share")[rows].astype(np.float64)
    bands = np.array([band.below for band in rules.share_bands])
    band_percent = np.array([round(band.weight * _PERCENT) for band in rules.share_bands], np.int64)
    position = np.minimum(np.searchsorted(bands, np.nan_to_num(share), side="right"), len(bands) - 1)
    by_share = np.where(np.isnan(share), round(rules.unknown_share * _PERCENT), band_percent[position])
    holding = kind_code[rows] == TIE_KINDS.index(TieKind.HOLDS)
    percent = np.where(holding, percent * by_share // _PERCENT, percent)
    return _oriented(snapshot, family, ties.numbers("src")[rows], ties.numbers("dst")[rows], percent)


def _oriented(
    snapshot: Snapshot, family: ProjectionFamily, src: Any, dst: Any, percent: Ints
) -> tuple[Ints, Ints, Ints]:
    starts = snapshot.node_starts
    n = snapshot.enterprises.rows
    if family.through is None:
        keep = (src < n) & (dst < n)
        return src[keep].astype(np.int64), dst[keep].astype(np.int64), percent[keep]
    first = starts[family.through]
    sizes = {
        NodeKind.PERSON: snapshot.persons.rows,
        NodeKind.PLACE: snapshot.places.rows,
        NodeKind.CONTACT: snapshot.contacts.rows,
    }
    last = first + sizes[family.through]
    out = (src < n) & (dst >= first) & (dst < last)
    back = (dst < n) & (src >= first) & (src < last)
    firm = np.concatenate([src[out], dst[back]]).astype(np.int64)
    hub = np.concatenate([dst[out], src[back]]).astype(np.int64)
    return firm, hub, np.concatenate([percent[out], percent[back]])


def _strongest(left: Ints, right: Ints, percent: Ints) -> tuple[Ints, Ints, Ints]:
    """One row for each (left, right), its greatest percent, sorted by (left, right)."""
    order = np.lexsort((-percent, right, left))
    left, right, percent = left[order], right[order], percent[order]
    first = np.ones(len(left), np.bool_)
    first[1:] = (left[1:] != left[:-1]) | (right[1:] != right[:-1])
    return left[first], right[first], percent[first]


def _hub_percent(degree: Ints, rules: ProjectionRules) -> Ints:
    bounds = np.array([step.degree for step in rules.hub_steps])
    percent = np.array([round(step.weight * _PERCENT) for step in rules.hub_steps] + [0], np.int64)
    return percent[np.searchsorted(bounds, degree, side="left")]


def _kept(
    hubs: list[tuple[sp.csr_array, sp.csr_array]], direct: sp.csr_array, n: int, minimum: int, chunk: int
) -> Iterator[tuple[Any, Any, Any]]:
    """Pairs above the diagonal with at least the minimum weight, a chunk of rows at a time."""
    for start in range(0, n, chunk):
        stop = min(start + chunk, n)
        total = direct[start:stop]
        for here, there in hubs:
            total = total + here[start:stop] @ there
        found = total.tocsr()
        found.sort_indices()
        row = np.repeat(np.arange(start, stop, dtype=np.int64), np.diff(found.indptr))
        keep = (found.indices > row) & (found.data >= minimum)
        weight = np.minimum(found.data[keep], np.iinfo(np.int32).max).astype(np.int32)
        yield row[keep].astype(np.int32), found.indices[keep].astype(np.int32), weight


def _leg_frame(legs: list[tuple[int, Ints, Ints]]) -> Frame:
    family = np.concatenate([np.full(len(firm), code, np.int8) for code, firm, _ in legs])
    firm = np.concatenate([firm for _, firm, _ in legs]).astype(np.int32)
    hub = np.concatenate([hub for _, _, hub in legs]).astype(np.int32)
    order = np.lexsort((firm, hub, family))
    family, firm, hub = family[order], firm[order], hub[order]
    first = np.ones(len(firm), np.bool_)
    first[1:] = (np.diff(family) != 0) | (np.diff(firm) != 0) | (np.diff(hub) != 0)
    return Frame({"family": family[first], "enterprise": firm[first], "hub": hub[first]})


def _skipped_frame(skipped: list[tuple[int, Ints, Ints]], rules: ProjectionRules) -> Frame:
    limit = rules.hub_steps[-1].degree
    empty = np.empty(0, np.int32)
    return Frame(
        {
            "family": np.concatenate(
                [np.empty(0, np.int8), *(np.full(len(h), code, np.int8) for code, h, _ in skipped)]
            ),
            "hub": np.concatenate([empty, *(h.astype(np.int32) for _, h, _ in skipped)]),
            "degree": np.concatenate([empty, *(d[d > limit].astype(np.int32) for _, _, d in skipped)]),
        }
    )
