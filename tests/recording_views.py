"""Views of the recorded months: a small world of three enterprises, a person and a place."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, cached_property
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np

from gnn.network import RelationNetwork
from graph.arrays import Frame, large_text
from graph.domain import Factor, TieKind
from graph.errors import NotFoundError
from graph.ownership.holdings import Holdings, holdings_of
from graph.snapshot import Snapshot
from scoring.clusters.rules import ClusterRules, cluster_rules
from scoring.month_lookups import MonthLookups, lay_out
from scoring.month_views import MonthViews
from scoring.pack import load_pack
from scoring.pack_model import Pack
from scoring.peers import LevelGroups, lay_out_groups
from scoring.results_migration import HAZARD_CAUSES
from tests.relation_graphs import Firm, Person, Tie, World

FIRMS = ("E1", "E2", "E3")
NAMES = ("甲厂", "乙店", "丙行")
_SCORES = (61025, 12000, -1)
_CLASSES = (2, 0, -1)


@cache
def scores() -> Frame:
    """Every column of scores that reads look at."""
    count = len(FIRMS)
    none = large_text([None] * count)
    zeros = {f"lambda_{factor.value}": np.zeros(count) for factor in Factor}
    points = {f"points_{factor.value}": np.zeros(count, np.int32) for factor in Factor}
    return Frame(
        {
            "enterprise_id": large_text(list(FIRMS)),
            "name": large_text(list(NAMES)),
            "region": none,
            "supervising_authority": large_text(["SA1", "SA2", None]),
            "status": large_text(["operating"] * count),
            "scored": np.array([score >= 0 for score in _SCORES]),
            "score": np.array(_SCORES, np.int32),
            "risk_class": np.array(_CLASSES, np.int8),
            "standalone_class": np.array(_CLASSES, np.int8),
            "cluster_id": none,
            "previous_class": np.full(count, -1, np.int8),
            "previous_score": np.full(count, -1, np.int32),
            **zeros,
            **points,
        }
    )


@cache
def snapshot() -> Snapshot:
    """E1 holds E2, a person holds E1, which is registered at a place."""
    made = World(
        firms=tuple(Firm(name) for name in FIRMS),
        persons=(Person("P:1"),),
        places=("A:1",),
        ties=(
            Tie("t1", TieKind.HOLDS, "P:1", "E1", share=0.6),
            Tie("t2", TieKind.HOLDS, "E1", "E2", share=0.5),
            Tie("t3", TieKind.REGISTERED_AT, "E1", "A:1"),
        ),
    ).freeze()
    return replace(made, enterprises=made.enterprises.replace(name=large_text(list(NAMES))))


class _Source:
    """What views read of a month; nothing moved, one cluster of all three."""

    def __init__(self) -> None:
        self.manifest: dict[str, Any] = {}
        self.scale = 1.0

    @property
    def scores(self) -> Frame:
        return scores()

    @property
    def snapshot(self) -> Snapshot:
        return snapshot()

    @property
    def pack(self) -> Pack:
        return load_pack("mrt")

    @property
    def cluster_rules(self) -> ClusterRules:
        return cluster_rules(self.pack.clusters.content)

    @property
    def indicators(self) -> Frame:
        raise AssertionError("a recorded month has no indicators")

    @cached_property
    def lookups(self) -> MonthLookups:
        return lay_out(self.snapshot)

    @cached_property
    def peer_levels(self) -> tuple[LevelGroups, ...]:
        return lay_out_groups(self.scores, self.snapshot.enterprises)

    @property
    def network(self) -> RelationNetwork:
        raise AssertionError("a recorded month has no network")

    @property
    def cluster_table(self) -> Frame:
        texts = {name: ["K1"] for name in ("cluster_id",)} | {
            "main_tie": ["ownership"],
            "main_region": [None],
            "main_hub": [None],
            "event": ["unchanged"],
            "born": ["2026-10"],
            "changed": ["2026-10"],
        }
        whole = ("size", "scored", "class_a", "class_b", "class_c", "class_d", "main_hub_members", "records")
        return Frame(
            {
                **{name: large_text(values) for name, values in texts.items()},
                **{name: np.array([3 if name == "size" else 0], np.int32) for name in whole},
                "first_member": np.zeros(1, np.int32),
                "risk": np.zeros(1, np.bool_),
            }
        )

    @property
    def member_table(self) -> Frame:
        return Frame({"cluster": np.zeros(3, np.int32), "enterprise": np.arange(3, dtype=np.int32)})

    @property
    def mover_table(self) -> Frame:
        columns = {name: np.zeros(0, np.int8) for name in ("previous_class", "risk_class", "cause")}
        hazards = {f"hazard_{cause.value}": np.zeros(0, np.int64) for cause in HAZARD_CAUSES}
        return Frame({"enterprise": np.zeros(0, np.int32), **columns, **hazards})

    def holdings(self) -> Holdings:
        return holdings_of(self.snapshot)

    def row(self, enterprise_id: str) -> int:
        found = self.scores.place("enterprise_id", enterprise_id)
        if found is None:
            raise NotFoundError("no such enterprise in this month")
        return found

    @cached_property
    def home(self) -> Path:
        return Path(mkdtemp(prefix="names-"))


@cache
def views() -> MonthViews:
    """Views that all recorded months share."""
    return MonthViews(_Source())
