"""What is described of a cluster in a part of a month is what the month describes."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from graph.arrays import Frame
from graph.projection import project
from graph.snapshot_part import part_of
from scoring.clusters.rules import cluster_rules
from scoring.job.delta_clusters import deciding
from scoring.results import Months


def test_what_joins_members_lies_in_the_part_whether_it_is_a_member_or_not(published: Path) -> None:
    month = Months(published).open("2026-10")
    rules = cluster_rules(month.pack.clusters.content)
    snapshot, table, outside = month.snapshot, month.member_table, 0
    whole = project(snapshot, rules.communities.projection).legs

    for cluster in range(month.cluster_table.rows):
        inside = np.zeros(snapshot.nodes, np.bool_)
        inside[table.numbers("enterprise")[table.numbers("cluster") == cluster]] = True
        part = part_of(snapshot, deciding(snapshot, inside, rules, snapshot.nodes))
        back = np.flatnonzero(part.code >= 0)
        legs = project(part.snapshot, rules.communities.projection).legs
        legs = legs.replace(enterprise=back[legs.numbers("enterprise")], hub=back[legs.numbers("hub")])
        assert of_members(legs, inside) == of_members(whole, inside)
        hubs = {hub for _, _, hub in of_members(whole, inside) if hub < snapshot.enterprises.rows}
        outside += sum(not inside[hub] for hub in hubs)

    assert outside > 0


def of_members(legs: Frame, inside: np.ndarray) -> list[tuple[int, ...]]:
    """Family, enterprise and hub of the legs of some enterprises."""
    rows = np.flatnonzero(inside[legs.numbers("enterprise")])
    columns = (legs.numbers(name)[rows].tolist() for name in ("family", "enterprise", "hub"))
    return sorted(zip(*columns, strict=True))
