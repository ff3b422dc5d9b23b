"""A cluster as a graph: its strongest members one by one, the rest together by district."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from graph.arrays import Frame
from graph.domain import RiskClass
from graph.snapshot import Snapshot
from graph.store.protocol import Tie
from scoring.month_ties import MonthTies
from scoring.results_rows import class_of
from scoring.told_ties import ToldTies

MOST_TIES = 4_000
"""Ties drawn between members, at most."""
_UNKNOWN = "?"
_DISTRICT_DIGITS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """Members of one district that are not drawn one by one."""

    region: str
    members: int
    class_counts: dict[RiskClass, int]
    weights: dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnCluster:
    """A cluster as it is drawn.

    Attributes
    ----------
    node_ids : members one by one, in the order given, and the nodes that join at least two of them
    members : how many of the nodes are members
    ties : ties between the nodes
    ties_total : int
    rest : districts of the other members, largest first
    total : members of the cluster
    """

    node_ids: tuple[str, ...]
    members: int
    ties: tuple[Tie, ...]
    ties_total: int
    rest: tuple[District, ...]
    total: int


def draw_cluster(
    snapshot: Snapshot,
    ties: MonthTies,
    told: ToldTies,
    scores: Frame,
    codes: np.ndarray[Any, Any],
    cap: int,
    inside: Any,
) -> DrawnCluster:
    """Cluster of some members.

    Parameters
    ----------
    snapshot : Snapshot
    ties : MonthTies
    told : ToldTies
        Those that the reader is told: only they choose who joins members, and are counted.
    scores : Frame
    codes : int array
        Members in the order in which they are drawn.
    cap : int
        Members drawn one by one, at most.
    inside : bool, one an enterprise
        Whose class and ties are counted in the rest.
    """
    drawn, rest = codes[:cap].astype(np.int64), codes[cap:].astype(np.int64)
    joining = _joining(told, drawn, cap)
    nodes = np.concatenate((drawn, joining))
    between = np.sort(told.between(nodes))
    return DrawnCluster(
        node_ids=tuple(snapshot.id_of(code) for code in nodes.tolist()),
        members=len(drawn),
        ties=tuple(ties.typed(between[:MOST_TIES])),
        ties_total=len(between),
        rest=_districts(snapshot, ties, scores, rest, drawn, inside),
        total=len(codes),
    )


def _joining(told: ToldTies, drawn: np.ndarray[Any, Any], most: int) -> np.ndarray[Any, Any]:
    """Other nodes that at least two drawn members have a tie with, those of most first."""
    others, counts = np.unique(told.other_ends(drawn), return_counts=True)
    several = counts >= 2
    others, counts = others[several], counts[several]
    return others[np.lexsort((others, -counts))][:most]


def _districts(
    snapshot: Snapshot,
    ties: MonthTies,
    scores: Frame,
    rest: np.ndarray[Any, Any],
    drawn: np.ndarray[Any, Any],
    inside: Any,
) -> tuple[District, ...]:
    if not len(rest):
        return ()
    regions = [
        (name or _UNKNOWN)[:_DISTRICT_DIGITS]
        for name in scores.text("region").take(pa.array(rest)).to_pylist()
    ]
    names = sorted(set(regions), key=lambda name: (-regions.count(name), name))
    number = {name: place for place, name in enumerate(names)}
    of_code = dict(zip(rest.tolist(), (number[name] for name in regions), strict=True))
    weights: list[Counter[str]] = [Counter() for _ in names]
    both = np.concatenate((drawn, rest))
    for one, other in ties.pairs(ties.between(both)):
        # How those outside an area are tied to each other is theirs.
        if (one in of_code) is not (other in of_code) and (inside[one] or inside[other]):
            far, near = (one, other) if one in of_code else (other, one)
            weights[of_code[far]][snapshot.id_of(near)] += 1
    classes = scores.numbers("risk_class")
    found = []
    for place, name in enumerate(names):
        members = [code for code in rest.tolist() if of_code[code] == place]
        counted = Counter(class_of(int(classes[code])) for code in members if inside[code])
        found.append(
            District(
                region=name,
                members=len(members),
                class_counts={key: counted[key] for key in RiskClass},
                weights={node: float(count) for node, count in sorted(weights[place].items())},
            )
        )
    return tuple(found)
