"""What the partition makes of a circle of guarantees: together alone, apart where its firms have groups."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from graph.communities import partition
from graph.projection import project
from scoring.clusters.rules import cluster_rules
from scoring.pack import load_pack
from tests.frozen_world import tie, world

RULES = cluster_rules(load_pack("mrt").clusters.content).communities


def clusters_of_circle(folder: Path, firms: int, group: int) -> list[int]:
    """Cluster of each firm of a circle; each is one of ``group`` firms of one person."""
    circle = [f"E{number:02d}" for number in range(firms)]
    ties: list[dict[str, Any]] = [
        tie("GUARANTEES", one, other) for one, other in zip(circle, [*circle[1:], circle[0]], strict=True)
    ]
    others = {firm: [f"{firm}-{k}" for k in range(1, group)] for firm in circle}
    for number, (firm, sisters) in enumerate(others.items()):
        if sisters:
            ties += [tie("LEGAL_REPRESENTATIVE_OF", f"P:{number:02d}", one) for one in (firm, *sisters)]
    snapshot = world(
        enterprises=[
            {"enterprise_id": firm, "status": "operating"}
            for firm in (*circle, *(sister for sisters in others.values() for sister in sisters))
        ],
        persons=[f"P:{number:02d}" for number, sisters in enumerate(others.values()) if sisters],
        ties=ties,
    )
    labels = partition(project(snapshot, RULES.projection), RULES.leiden, folder)
    return [int(labels[code]) for code in snapshot.enterprise_codes(circle)]


@pytest.mark.parametrize("firms", [4, 9, 14])
def test_a_circle_of_firms_without_other_groups_is_one_cluster(tmp_path: Path, firms: int) -> None:
    assert len(set(clusters_of_circle(tmp_path, firms, 1))) == 1


def test_firms_of_a_circle_stay_with_their_own_groups_where_they_have_them(tmp_path: Path) -> None:
    # one tie of .6 joins two groups of 8 only if it weighs more than resolution * 8 * 8 = 1.28
    assert len(set(clusters_of_circle(tmp_path, 6, 8))) == 6
