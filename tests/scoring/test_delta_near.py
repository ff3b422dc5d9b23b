"""Whom measures over relations join with an enterprise lies in the nodes near it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from scoring.job.delta_near import nodes_near
from scoring.measures import specs
from scoring.measures.relation_measures import Relations
from scoring.measures.subjects import Subjects
from scoring.results import Months


def test_everybody_within_the_steps_of_a_sum_is_near(published: Path) -> None:
    month = Months(published).open("2026-10")
    snapshot, units = month.snapshot, month.network.units
    spec, *_ = (
        one.measure
        for one in month.pack.indicators
        if isinstance(one.measure, specs.DecayedSum) and one.measure.hops == 3
    )
    graph = Relations.of(snapshot, units, Subjects.of(snapshot, 0)).graph(spec)

    for firm in range(snapshot.enterprises.rows):
        reached = np.zeros(units.count, np.bool_)
        reached[units.unit[firm]] = True
        for _ in range(spec.hops):
            owner = np.repeat(np.arange(units.count), np.diff(graph.indptr))
            reached[graph.neighbours[reached[owner]]] = True
        near = nodes_near(snapshot, units, np.array([firm]), [spec], snapshot.nodes)
        assert near[units.head[reached]].all()
