"""Tree of holdings around one enterprise, its cycles, and what to know of the shares."""

from __future__ import annotations

import numpy as np

from graph.domain import day_of
from graph.ownership.bounds import closed_members
from graph.ownership.conventions import conventions
from graph.ownership.holdings import UNKNOWN, WHOLE, Holdings
from graph.ownership.surroundings import Surroundings
from graph.snapshot import Snapshot
from scoring.results_types_ownership import (
    FindingKind,
    OwnershipFinding,
    OwnershipNode,
    OwnershipSide,
    OwnershipTie,
    ShareRange,
)


def share_range(low: float, high: float) -> ShareRange:
    """Range of a share; infinity is no bound."""
    finite = np.isfinite(high)
    return ShareRange(low=round(low, 9), high=round(max(high, low), 9) if finite else None)


def side(
    snapshot: Snapshot,
    holdings: Holdings,
    around: Surroundings,
    cycles: dict[int, list[str]],
    depth: int,
    cap: int,
) -> OwnershipSide:
    """Tree on one side of an enterprise, at most so many levels and nodes.

    Parameters
    ----------
    snapshot : Snapshot
    holdings : Holdings
    around : Surroundings
    cycles : ids of its cycle by code, of ``cycles_of``
    depth, cap : int
    """
    shown = np.flatnonzero(around.level <= depth)[: cap + 1]
    codes = around.codes[shown]
    rows = around.rows[np.isin(holdings.owner[around.rows], codes)]
    rows = rows[np.isin(holdings.owned[rows], codes)]
    number = {id(members): place for place, members in enumerate(_distinct(cycles))}
    found = len(around.codes) - 1
    return OwnershipSide(
        nodes=tuple(
            OwnershipNode(
                id=snapshot.id_of(code),
                kind=snapshot.kind_of(code),
                level=level,
                cycle=number[id(cycles[code])] if code in cycles else None,
            )
            for code, level in zip(codes.tolist(), around.level[shown].tolist(), strict=True)
        ),
        ties=tuple(_tie(snapshot, holdings, int(row), cycles) for row in rows),
        total=found,
        shown=len(shown) - 1,
        truncated=around.truncated or len(shown) - 1 < found,
    )


def _distinct(cycles: dict[int, list[str]]) -> list[list[str]]:
    return list({id(members): members for members in cycles.values()}.values())


def _tie(snapshot: Snapshot, holdings: Holdings, row: int, cycles: dict[int, list[str]]) -> OwnershipTie:
    owner, owned, parts = int(holdings.owner[row]), int(holdings.owned[row]), int(holdings.parts[row])
    ties, tie = snapshot.ties, int(holdings.tie[row])
    counted = float(holdings.fractions(np.array([row], np.int64))[0])
    left = max(WHOLE - int(holdings.total[owned]), 0) / WHOLE
    return OwnershipTie(
        tie_id=tie_id(snapshot, tie),
        owner_id=snapshot.id_of(owner),
        owned_id=snapshot.id_of(owned),
        share=None if parts == UNKNOWN else parts / WHOLE,
        counted=share_range(0.0, left) if parts == UNKNOWN else share_range(counted, counted),
        valid_from=day_of(int(ties.numbers("valid_from")[tie])),
        valid_to=day_of(int(ties.numbers("valid_to")[tie])),
        in_cycle=owner in cycles and cycles[owner] is cycles.get(owned),
    )


def tie_id(snapshot: Snapshot, row: int) -> str:
    """Id of a tie row."""
    return str(snapshot.ties.text("tie_id")[row].as_py())


def cycles_of(snapshot: Snapshot, *sides: Surroundings) -> dict[int, list[str]]:
    """Ids of the cycle that each node is part of, by code; nodes of no cycle are left out.

    The cycle of the enterprise itself lies on both sides and is told once.
    """
    found: dict[int, list[str]] = {}
    for around in sides:
        label, size = around.local.cycles()
        for cycle in np.flatnonzero(size > 1):
            codes = around.codes[label == cycle].tolist()
            if codes[0] not in found:
                members = [snapshot.id_of(code) for code in codes]
                found |= dict.fromkeys(codes, members)
    return found


def findings_of(snapshot: Snapshot, holdings: Holdings, *sides: Surroundings) -> tuple[OwnershipFinding, ...]:
    """What is wrong with the shares on both sides, or not known of them."""
    codes = np.unique(np.concatenate([around.codes for around in sides]))
    allowed = WHOLE + conventions().findings.over_full_parts
    found = [
        OwnershipFinding(kind=kind, nodes=(snapshot.id_of(code),), value=int(parts[code]) / WHOLE)
        for kind, parts, over in (
            (FindingKind.OVER_FULL, holdings.total, allowed),
            (FindingKind.TREASURY, holdings.treasury, 0),
        )
        for code in codes[parts[codes] > over].tolist()
    ]
    closed = [_closed(snapshot, around) for around in sides]
    found += [
        OwnershipFinding(kind=FindingKind.CLOSED_CYCLE, nodes=nodes, value=None)
        for nodes in dict.fromkeys(nodes for nodes in closed if nodes)
    ]
    unknown = {
        int(code) for around in sides for code in around.codes[np.flatnonzero(around.unknown.any(axis=0))]
    }
    if unknown:
        nodes = tuple(snapshot.id_of(code) for code in sorted(unknown))
        found.append(OwnershipFinding(kind=FindingKind.UNKNOWN_SHARES, nodes=nodes, value=None))
    if any(around.truncated for around in sides):
        found.append(OwnershipFinding(kind=FindingKind.TRUNCATED, nodes=(), value=None))
    return tuple(found)


def _closed(snapshot: Snapshot, around: Surroundings) -> tuple[str, ...]:
    return tuple(snapshot.id_of(int(around.codes[row])) for row in closed_members(around))
