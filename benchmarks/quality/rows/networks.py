"""GraphSAGE, RGCN and HGT of PyG over the bare typed graph: rows of comparison, no promises.

Each has two layers and sees the numbers of the node itself beside what the layers bring,
so it can fall back on own factors.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch_geometric.nn import HGTConv, RGCNConv, SAGEConv

from benchmarks.quality.rows.typed_graph import NODE_TYPES, RELATIONS

HIDDEN = 32
_BASES, _HEADS, _DROPOUT = 6, 2, 0.2


class _Sage(torch.nn.Module):
    """Mean over all neighbours, whatever the tie."""

    def __init__(self, _kinds: list[tuple[str, str, str]]) -> None:
        super().__init__()
        self.layers = torch.nn.ModuleList(SAGEConv(HIDDEN, HIDDEN) for _ in range(2))

    def forward(self, state: Tensor, graph: dict[str, Any]) -> Tensor:
        for layer in self.layers:
            state = torch.relu(layer(state, graph["edge_index"]))
        return state


class _Rgcn(torch.nn.Module):
    """Mean over the neighbours of each kind of tie and way, weights from shared bases."""

    def __init__(self, _kinds: list[tuple[str, str, str]]) -> None:
        super().__init__()
        self.layers = torch.nn.ModuleList(
            RGCNConv(HIDDEN, HIDDEN, RELATIONS, num_bases=_BASES) for _ in range(2)
        )

    def forward(self, state: Tensor, graph: dict[str, Any]) -> Tensor:
        for layer in self.layers:
            state = torch.relu(layer(state, graph["edge_index"], graph["edge_type"]))
        return state


class _Hgt(torch.nn.Module):
    """Attention by the types of both nodes and of the tie."""

    def __init__(self, kinds: list[tuple[str, str, str]]) -> None:
        super().__init__()
        metadata = (list(NODE_TYPES), kinds)
        self.layers = torch.nn.ModuleList(HGTConv(HIDDEN, HIDDEN, metadata, heads=_HEADS) for _ in range(2))

    def forward(self, state: Tensor, graph: dict[str, Any]) -> Tensor:
        parts = {name: state[at] for name, at in graph["nodes"].items()}
        for layer in self.layers:
            found = layer(parts, graph["edges"])
            # A type that nothing reaches on this day keeps its state.
            parts = {name: found.get(name) if found.get(name) is not None else parts[name] for name in parts}
        return torch.cat([parts[name] for name in NODE_TYPES])


NETWORKS: dict[str, tuple[str, str, type[torch.nn.Module]]] = {
    "sage": ("GraphSAGE（无约束）", "GraphSAGE, free", _Sage),
    "rgcn": ("RGCN（无约束）", "RGCN, free", _Rgcn),
    "hgt": ("HGT（无约束）", "HGT, free", _Hgt),
}
"""Chinese and English name of each row, and what it is made of."""


class FreeNetwork(torch.nn.Module):
    """Numbers of the nodes in, logit of an event of each panel row out.

    Parameters
    ----------
    row : one of ``NETWORKS``
    own_columns : int
    signals : int
    kinds : list of (node type, relation, node type)
        Types of edges of all days.
    """

    def __init__(self, row: str, own_columns: int, signals: int, kinds: list[tuple[str, str, str]]) -> None:
        super().__init__()
        self.own = torch.nn.Linear(own_columns, HIDDEN)
        self.enter = torch.nn.Linear(signals + len(NODE_TYPES), HIDDEN)
        self.graph = NETWORKS[row][2](kinds)
        self.leave = torch.nn.Sequential(
            torch.nn.Linear(3 * HIDDEN, HIDDEN),
            torch.nn.ReLU(),
            torch.nn.Dropout(_DROPOUT),
            torch.nn.Linear(HIDDEN, 1),
        )

    def forward(self, graph: dict[str, Any]) -> Tensor:
        """Logit of every panel row, float32[r]; ``graph`` is a day as ``fitted`` lays it out."""
        rows = graph["rows"]
        own = torch.relu(self.own(graph["own"]))
        state = torch.relu(self.enter(graph["signals"]).index_add(0, rows, own))
        reached = self.graph(state, graph)
        logit: Tensor = self.leave(torch.cat([own, state[rows], reached[rows]], dim=1)).squeeze(1)
        return logit
