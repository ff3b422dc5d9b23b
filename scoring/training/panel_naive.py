"""Naive scores over the bare graph of ties, to measure the model against.

Degree, persistence, weighted vote of neighbours, time-decayed personalised PageRank and
sums that fade by hops. None of them keeps the promises of the relationship factor; they
say what is to be had without it.

References
----------
Macskassy and Provost 2007 (wvRN); Van Vlasselaer et al. 2017 (GOTCHA!).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.sparse import coo_array, csr_array, diags_array

from gnn.signals import Events
from graph.domain import DAY_UNKNOWN, TIE_KINDS, TieKind, day_number
from graph.legs import fading
from graph.snapshot import Snapshot
from graph.units import Units
from scoring.training.plan import EvaluationNumbers

Array = np.ndarray[Any, Any]

_MONTH_DAYS = 30.4375
_HOPS = 4
_CARRYING = tuple(
    kind for kind in TIE_KINDS if kind not in (TieKind.BRANCH_OF, TieKind.LEASES_TO, TieKind.TRADES_WITH)
)


def naive_scores(
    snapshot: Snapshot, units: Units, nodes: int, events: Events, numbers: EvaluationNumbers
) -> dict[str, Array]:
    """Scores of every unit by name: ``persistence``, ``vote``, ``pagerank``, ``hops``.

    Parameters
    ----------
    snapshot : Snapshot
        Without excluded facts.
    units : Units
    nodes : int
        Contracted codes.
    events : Events
    numbers : EvaluationNumbers

    Returns
    -------
    dict of float64[units]
    """
    emitter = np.repeat(np.arange(nodes), np.diff(events.start))
    faded = fading(float(numbers.recent_months), int(events.age_days.max(initial=0)))[events.age_days]
    heat = np.bincount(emitter, weights=faded, minlength=nodes)
    recent = events.age_days <= numbers.recent_months * _MONTH_DAYS
    bad = np.bincount(emitter[recent], minlength=nodes) > 0
    graph = ties_in_force(snapshot, units, nodes, numbers.most_degree)
    count = units.count
    return {
        "persistence": heat[:count],
        "vote": _vote(graph, bad.astype(np.float64))[:count],
        "pagerank": _pagerank(graph, heat, numbers)[:count],
        "hops": _hops(graph, heat, numbers.hop_decay)[:count],
    }


def ties_in_force(snapshot: Snapshot, units: Units, nodes: int, most_degree: int) -> csr_array:
    """Symmetric 0/1 ties between contracted codes; nodes above a degree have none."""
    ties, as_of = snapshot.ties, day_number(snapshot.as_of)
    start, end = ties.numbers("valid_from"), ties.numbers("valid_to")
    carrying = np.array([kind in _CARRYING for kind in TIE_KINDS])[ties.numbers("kind")]
    live = np.flatnonzero(carrying & (start <= as_of) & ((end > as_of) | (end == DAY_UNKNOWN)))
    src, dst = units.contract(ties.numbers("src")[live]), units.contract(ties.numbers("dst")[live])
    loop = src == dst
    pairs = np.unique(np.minimum(src, dst)[~loop] * nodes + np.maximum(src, dst)[~loop])
    low, high = pairs // max(nodes, 1), pairs % max(nodes, 1)
    degree = np.bincount(np.concatenate([low, high]), minlength=nodes)
    kept = (degree[low] <= most_degree) & (degree[high] <= most_degree)
    low, high = low[kept], high[kept]
    ends = (np.concatenate([low, high]), np.concatenate([high, low]))
    return csr_array(coo_array((np.ones(len(ends[0])), ends), shape=(nodes, nodes)))


def _by_rows(graph: csr_array) -> csr_array:
    degree = np.asarray(graph.sum(axis=1)).ravel()
    return csr_array(diags_array(np.where(degree > 0, 1 / np.maximum(degree, 1), 0.0)) @ graph)


def _vote(graph: csr_array, bad: Array) -> Array:
    """Share of bad ones among neighbours one and two steps away, without the node itself."""
    step = _by_rows(graph)
    home = np.asarray(step.multiply(csr_array(step.T)).sum(axis=1)).ravel()
    near = step @ bad
    return np.asarray((near + step @ near - home * bad) / 2)


def _pagerank(graph: csr_array, heat: Array, numbers: EvaluationNumbers) -> Array:
    """Personalised PageRank from faded events, without the share that starts at the node itself."""
    total = heat.sum()
    if total <= 0:
        return np.zeros(len(heat))
    restart, out = heat / total, csr_array(_by_rows(graph).T)
    rank = restart.copy()
    for _ in range(numbers.pagerank_rounds):
        rank = numbers.pagerank_restart * restart + (1 - numbers.pagerank_restart) * (out @ rank)
    return np.asarray(rank - numbers.pagerank_restart * restart)


def _hops(graph: csr_array, heat: Array, decay: float) -> Array:
    """Faded events of what lies one to four ties away, each tie halving it (or as the plan says)."""
    total, reached = np.zeros(len(heat)), heat
    for hop in range(1, _HOPS + 1):
        reached = graph @ reached
        total += decay**hop * reached
    return total
