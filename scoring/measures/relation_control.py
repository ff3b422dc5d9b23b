"""Measures over control and ownership: shown beside the score, never in it."""

from __future__ import annotations

from typing import Any

import numpy as np

from graph.control_ties import unit_holdings
from graph.domain import TieKind
from graph.ownership.control import control_forest
from graph.ownership.look_through import LookThrough
from graph.path_rules import PathRules
from graph.state_bodies import state_bodies
from scoring.measures.measured import Measured, certain, counted
from scoring.measures.relation_measures import Relations

Floats = np.ndarray[Any, np.dtype[np.float64]]
Longs = np.ndarray[Any, np.dtype[np.int64]]

CHUNK_CONTROLLERS = 50_000
"""Controllers looked through at once; bounds memory and never changes a result."""


def ownership_cycle(relations: Relations) -> Measured:
    """1 for an enterprise whose legal person is part of a cycle of holdings, shares known or not."""
    label, size = unit_holdings(relations.snapshot, relations.units).cycles()
    inside = (size[label] > 1)[relations.units.unit]
    return counted(inside.astype(np.float64), inside, relations.known((TieKind.HOLDS,), ()))


def controller_portfolio(relations: Relations, rules: PathRules, scores: Floats) -> Measured:
    """Mean standalone score of what the ultimate controller controls, the enterprise itself apart.

    Weighted by the controller's integrated ownership. 0 where there is nobody else;
    unknown where the rules of paths do not say what control is.

    Parameters
    ----------
    relations : Relations
    rules : PathRules
    scores : float64[units]
        Standalone score in [0, 1], NaN without one.
    """
    units, count = relations.units, relations.units.count
    if rules.control is None:
        return certain(np.full(relations.subjects.count, np.nan))
    holdings = unit_holdings(relations.snapshot, units)
    barred = state_bodies(relations.snapshot, units, rules)
    forest = control_forest(holdings, rules.control, barred)
    root = forest.roots()
    member = np.flatnonzero((forest.parent[:count] >= 0) & ~np.isnan(scores))
    weight = _weights(LookThrough.of(holdings), root, member, holdings.nodes)
    total = np.bincount(root[member], weight, minlength=holdings.nodes)
    risk = np.bincount(root[member], weight * scores[member], minlength=holdings.nodes)
    others = np.bincount(root[member], minlength=holdings.nodes)
    own_weight, own_risk, own = np.zeros(count), np.zeros(count), np.zeros(count, np.int64)
    own_weight[member], own_risk[member], own[member] = weight, weight * scores[member], 1
    mine = root[:count]
    there = others[mine] > own
    part, whole = risk[mine] - own_risk, total[mine] - own_weight
    mean = np.divide(part, whole, out=np.zeros(count), where=there & (whole > 0))
    values = np.clip(mean, 0.0, 1.0)[units.unit]
    return counted(values, values > 0, relations.known((TieKind.HOLDS,), ()))


def _weights(solved: LookThrough, root: Longs, member: Longs, nodes: int) -> Floats:
    """Integrated share of the ultimate controller in each member, float64[len(member)]."""
    holders = np.unique(root[member])
    key = root[member] * nodes + member
    order = np.argsort(key)
    weight = np.zeros(len(member))
    for begin in range(0, len(holders), CHUNK_CONTROLLERS):
        chunk = holders[begin : begin + CHUNK_CONTROLLERS]
        shares = solved.shares(chunk).tocoo()
        found = chunk[shares.row] * nodes + shares.col
        at = np.searchsorted(key[order], found)
        hit = at < len(key)
        hit[hit] = key[order[at[hit]]] == found[hit]
        weight[order[at[hit]]] = shares.data[hit]
    return weight
