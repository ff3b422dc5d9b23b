"""Everybody above or below one enterprise in the graph of holdings, nearest first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from graph.ownership.holdings import UNKNOWN, WHOLE, Holdings

Longs = np.ndarray[Any, np.dtype[np.int64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]
Floats = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Nodes around one enterprise and the holdings between them.

    Attributes
    ----------
    codes : int64[m] node codes, the enterprise first, then by (level, code)
    level : int64[m] holdings from the enterprise on the shortest way
    rows : int64[e] rows of the holdings between the nodes
    local : Holdings the same with positions as codes, of which control is worked out
    share : float64[m, m] known share of the column held by the row; treasury shares on the diagonal
    unknown : bool[m, m] True where a share is not known
    rest : float64[m] part of each node of which no holder is known, in [0, 1]
    votes : float64[m, m] known parts that vote; columns relate to ``base``
    base : float64[m] parts that vote in each node
    open_parts : float64[m] parts that a holder of unknown share may have
    truncated : bool True if there are more nodes than the bound
    """

    codes: Longs
    level: Longs
    rows: Longs
    local: Holdings
    share: Floats
    unknown: Bools
    rest: Floats
    votes: Floats
    base: Floats
    open_parts: Floats
    truncated: bool


def owners_of(holdings: Holdings, code: int, most: int) -> Surroundings:
    """Everybody who holds an enterprise, directly or through others, at most ``most`` nodes with it."""
    return _around(holdings, code, most, upwards=True)


def owned_by(holdings: Holdings, code: int, most: int) -> Surroundings:
    """Every enterprise a node holds, directly or through others, at most ``most`` nodes with it."""
    return _around(holdings, code, most, upwards=False)


def _around(holdings: Holdings, code: int, most: int, *, upwards: bool) -> Surroundings:
    codes, level, truncated = _walk(holdings, code, most, upwards=upwards)
    place = {int(node): number for number, node in enumerate(codes)}
    inside = [_rows(holdings, np.array([node], np.int64), upwards=True) for node in codes]
    rows = np.concatenate(inside) if inside else np.zeros(0, np.int64)
    rows = rows[np.isin(holdings.owner[rows], codes)]
    inner = np.array([place[int(node)] for node in holdings.owned[rows]], np.int64)
    rows = rows[np.lexsort((holdings.owner[rows], inner))]
    at = np.array([place[int(node)] for node in holdings.owner[rows]], np.int64)
    to = np.array([place[int(node)] for node in holdings.owned[rows]], np.int64)
    size = len(codes)
    known = holdings.parts[rows] != UNKNOWN
    share, votes = np.zeros((size, size)), np.zeros((size, size))
    unknown = np.zeros((size, size), bool)
    share[at, to] = holdings.fractions(rows)
    votes[at[known], to[known]] = holdings.parts[rows[known]]
    unknown[at[~known], to[~known]] = True
    own = holdings.treasury[codes] / np.maximum(holdings.total[codes], WHOLE)
    share[np.arange(size), np.arange(size)] = own
    left = np.maximum(WHOLE - holdings.total[codes], 0)
    local = replace(
        holdings,
        nodes=size,
        owner=at,
        owned=to,
        parts=holdings.parts[rows],
        tie=holdings.tie[rows],
        treasury=holdings.treasury[codes],
    )
    return Surroundings(
        codes=codes,
        level=level,
        rows=rows,
        local=local,
        share=share,
        unknown=unknown,
        rest=left / WHOLE,
        votes=votes,
        base=holdings.base[codes].astype(np.float64),
        open_parts=left.astype(np.float64),
        truncated=truncated,
    )


def _walk(holdings: Holdings, code: int, most: int, *, upwards: bool) -> tuple[Longs, Longs, bool]:
    """Codes by (level, code), their levels, and whether the bound cut some off."""
    seen = {code}
    codes, level = [code], [0]
    frontier, step = np.array([code], np.int64), 0
    while len(frontier):
        step += 1
        rows = _rows(holdings, frontier, upwards=upwards)
        found = np.unique((holdings.owner if upwards else holdings.owned)[rows])
        frontier = np.array([node for node in found.tolist() if node not in seen], np.int64)
        room = most - len(codes)
        if len(frontier) > room:
            codes += frontier[:room].tolist()
            level += [step] * room
            return np.array(codes, np.int64), np.array(level, np.int64), True
        seen.update(frontier.tolist())
        codes += frontier.tolist()
        level += [step] * len(frontier)
    return np.array(codes, np.int64), np.array(level, np.int64), False


def _rows(holdings: Holdings, nodes: Longs, *, upwards: bool) -> Longs:
    """Holdings in some nodes, or by them."""
    starts = holdings.incoming if upwards else holdings.outgoing
    spans = [np.arange(starts[node], starts[node + 1]) for node in nodes]
    entries = np.concatenate(spans) if spans else np.zeros(0, np.int64)
    return entries if upwards else holdings.by_owner[entries]
