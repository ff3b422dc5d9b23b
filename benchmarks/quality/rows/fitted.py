"""Rows of graph networks: trained on the training days, stopped by the validation day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch

from benchmarks.quality.rows.networks import NETWORKS, FreeNetwork
from benchmarks.quality.rows.typed_graph import NODE_TYPES, TypedGraph, typed_graph
from scoring.evaluation.rows import ScoreRow
from scoring.results_base import Label
from scoring.training.panels import PanelInputs
from scoring.training.trained import Trained

Array = np.ndarray[Any, Any]

EPOCHS = 40
"""Passes over the training days at most."""
MOST_DAYS = 4
"""Training days, the last ones: a network sees whole graphs, and quarters differ little."""
_RATE, _DECAY = 0.005, 1e-4
_PATIENCE = 8


def network_rows(
    trained: Trained,
    inputs: PanelInputs,
    tell: Callable[[str], None],
    *,
    seed: int = 0,
    epochs: int = EPOCHS,
    names: Sequence[str] = tuple(NETWORKS),
) -> list[ScoreRow]:
    """Fit graph networks on the days of a trained model and score its test day.

    Parameters
    ----------
    trained : Trained
    inputs : PanelInputs
        Those it was trained from.
    tell : callable
        Hears each row before it is fitted.
    seed, epochs : int
    names : rows of ``NETWORKS``
    """
    torch.set_num_threads(1)
    days = (*trained.panels.days.train[-MOST_DAYS:], *trained.panels.days.validate, trained.test.day)
    graphs = [typed_graph(inputs, trained.panels.read(day)) for day in days]
    kinds = sorted({kind for graph in graphs for kind in _kinds(graph)})
    unit = _root_mean_squares(graphs[:-2])
    laid = [_laid_out(graph, unit, kinds) for graph in graphs]
    found = []
    for name in names:
        tell(name)
        zh, en, _ = NETWORKS[name]
        chance = _fitted(name, laid[:-2], laid[-2], laid[-1], kinds, seed, epochs)
        found.append(
            ScoreRow(id=name, label=Label(zh=zh, en=en), group="free", score=chance, probability=chance)
        )
    return found


def _root_mean_squares(graphs: Sequence[TypedGraph]) -> Array:
    """Unit of every own column over the training days, 1 for an empty one."""
    squares = sum((graph.own.astype(np.float64) ** 2).sum(axis=0) for graph in graphs)
    mean = np.asarray(squares) / sum(len(graph.own) for graph in graphs)
    return np.where(mean > 0, np.sqrt(mean), 1.0).astype(np.float32)


def _kinds(graph: TypedGraph) -> set[tuple[str, str, str]]:
    """Types of edges of one day."""
    source, target = graph.node_type[graph.edge_index]
    size = len(NODE_TYPES)
    keys = np.unique((graph.edge_type * size + source) * size + target).tolist()
    return {(NODE_TYPES[key // size % size], f"tie_{key // size**2}", NODE_TYPES[key % size]) for key in keys}


def _laid_out(graph: TypedGraph, unit: Array, kinds: Sequence[tuple[str, str, str]]) -> dict[str, Any]:
    """A day as tensors, once as one graph with types of edges and once by types of nodes."""
    first = np.searchsorted(graph.node_type, np.arange(len(NODE_TYPES)))
    by_type = np.eye(len(NODE_TYPES), dtype=np.float32)[graph.node_type]
    source, target = graph.edge_index
    edges = {}
    for kind in kinds:
        one, relation, other = kind
        starts, ends = NODE_TYPES.index(one), NODE_TYPES.index(other)
        mine = np.flatnonzero(
            (graph.edge_type == int(relation.removeprefix("tie_")))
            & (graph.node_type[source] == starts)
            & (graph.node_type[target] == ends)
        )
        edges[kind] = torch.from_numpy(np.stack([source[mine] - first[starts], target[mine] - first[ends]]))
    return {
        "own": torch.from_numpy(graph.own / unit),
        "signals": torch.from_numpy(np.hstack([graph.signals, by_type])),
        "edge_index": torch.from_numpy(graph.edge_index),
        "edge_type": torch.from_numpy(graph.edge_type),
        "edges": edges,
        "nodes": {
            name: torch.from_numpy(np.flatnonzero(graph.node_type == at))
            for at, name in enumerate(NODE_TYPES)
        },
        "rows": torch.from_numpy(graph.rows),
        "outcome": torch.from_numpy(graph.outcome.astype(np.float32)),
    }


def _fitted(
    name: str,
    train: Sequence[dict[str, Any]],
    valid: dict[str, Any],
    test: dict[str, Any],
    kinds: list[tuple[str, str, str]],
    seed: int,
    epochs: int,
) -> Array:
    """Probability of the test rows at the epoch that the validation day likes best, float64[r]."""
    torch.manual_seed(seed)
    signals = test["signals"].shape[1] - len(NODE_TYPES)
    network = FreeNetwork(name, test["own"].shape[1], signals, kinds)
    optimiser = torch.optim.Adam(network.parameters(), lr=_RATE, weight_decay=_DECAY)
    loss_of = torch.nn.BCEWithLogitsLoss()
    order = np.random.default_rng(seed)
    best, waited, chance = float("inf"), 0, np.zeros(0)
    for _ in range(epochs):
        network.train()
        for day in order.permutation(len(train)):
            optimiser.zero_grad()
            loss = loss_of(network(train[day]), train[day]["outcome"])
            loss.backward()
            optimiser.step()
        network.eval()
        with torch.no_grad():
            missed = float(loss_of(network(valid), valid["outcome"]))
            if missed < best:
                best, waited = missed, 0
                chance = torch.sigmoid(network(test)).double().numpy()
            else:
                waited += 1
        if waited > _PATIENCE:
            break
    return chance
