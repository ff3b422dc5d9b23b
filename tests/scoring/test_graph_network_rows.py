"""Graph networks beside the model: what they see of a day, and that a seed fixes what they say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.quality.rows.fitted import network_rows
from benchmarks.quality.rows.networks import NETWORKS
from benchmarks.quality.rows.report import section
from benchmarks.quality.rows.typed_graph import RELATIONS, typed_graph
from scoring.training.trained import Trained
from tests.trained_province import panel_inputs


def test_a_network_sees_every_tie_both_ways_and_no_label_of_the_window(trained: tuple[Path, Trained]) -> None:
    home, found = trained
    inputs, panel = panel_inputs(home), found.test
    blind = replace(panel, labels=~panel.labels)

    graph, other = typed_graph(inputs, panel), typed_graph(inputs, blind)

    there = graph.edge_type < RELATIONS // 2
    back = graph.edge_index[::-1, ~there]
    assert np.array_equal(graph.edge_index[:, there], back)
    assert np.array_equal(graph.edge_type[there] + RELATIONS // 2, graph.edge_type[~there])
    assert len(np.unique(graph.rows)) == len(panel.outcome)
    for name in ("own", "signals", "edge_index", "edge_type", "rows"):
        assert np.array_equal(getattr(graph, name), getattr(other, name))
    assert not np.array_equal(graph.outcome, other.outcome)


def test_each_network_gives_a_probability_of_every_legal_person(trained: tuple[Path, Trained]) -> None:
    home, found = trained
    heard: list[str] = []

    rows = network_rows(found, panel_inputs(home), heard.append, epochs=1)

    assert heard == list(NETWORKS) == [row.id for row in rows]
    for row in rows:
        assert row.probability is not None
        assert len(row.probability) == len(found.test.outcome)
        assert 0 < row.probability.min() < row.probability.max() < 1


def test_the_same_seed_makes_the_same_network(trained: tuple[Path, Trained]) -> None:
    home, found = trained

    one, same, other = (
        network_rows(found, panel_inputs(home), lambda _: None, seed=seed, epochs=1, names=("sage",))[0].score
        for seed in (1, 1, 2)
    )

    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


def test_rows_of_networks_stand_beside_the_model_with_its_gain() -> None:
    gain = {"low": 0.01, "mean": 0.02, "high": 0.03}
    row = {"label": "RGCN, free", "auprc": 0.7, "auroc": 0.8, "ece": 0.015, "model_gain": gain, "lift": 3.5}
    numbers = {"firms": 9000, "seed": 1, "enterprises": 6175, "events": 1400}
    told = section(
        [
            {
                **numbers,
                "rows": {"rgcn": row},
                "conditional_lift": {"model": {"0.01": 1.5, "0.05": 1.25}},
                "networks_cpu_seconds": 100.0,
                "cpu_seconds": 200.0,
            }
        ]
    )

    assert "| RGCN, free | 0.7000 | 0.8000 | 3.50 | 0.0150 | +0.0200 [+0.0100, +0.0300] |" in told
    assert "1.50 at 1 %, 1.25 at 5 %" in told
    assert section([]) == ""
