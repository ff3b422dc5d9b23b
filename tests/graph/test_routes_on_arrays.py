"""Walks on adjacency arrays against networkx on generated graphs."""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import InputError
from graph.routes import Nodes, reach, shortest_walks

edges = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)).filter(lambda e: e[0] != e[1]), max_size=20)
ranks = st.permutations(range(9)).map(np.array)
MUCH = 10_000


@dataclass
class EdgeList:
    """Nine nodes and a list of ties, expanded by looking at every tie."""

    ties: list[tuple[int, int]]
    nodes: int = 9

    def weight(self, nodes: Nodes) -> Nodes:
        return np.array([sum(node in tie for tie in self.ties) for node in nodes.tolist()], dtype=np.int64)

    def expand(self, nodes: Nodes) -> tuple[Nodes, Nodes, Nodes]:
        found = [
            (place, a + b - node, number)
            for place, node in enumerate(nodes.tolist())
            for number, (a, b) in enumerate(self.ties)
            if node in (a, b)
        ]
        columns = np.array(found, dtype=np.int64).reshape(-1, 3)
        return columns[:, 0], columns[:, 1], columns[:, 2]


def oracle(ties: list[tuple[int, int]]) -> nx.MultiGraph[int]:
    graph: nx.MultiGraph[int] = nx.MultiGraph()
    graph.add_nodes_from(range(9))
    for number, (a, b) in enumerate(ties):
        graph.add_edge(a, b, key=number)
    return graph


@given(ties=edges, hops=st.integers(0, 4))
def test_reach_is_breadth_first(ties: list[tuple[int, int]], hops: int) -> None:
    reached = reach(EdgeList(ties), 0, hops=hops, budget=MUCH)

    distance = nx.single_source_shortest_path_length(oracle(ties), 0, cutoff=hops)
    assert reached.nodes.tolist() == sorted(distance, key=lambda node: (distance[node], node))
    assert reached.hop.tolist() == sorted(distance.values())
    assert reached.complete


@given(ties=edges, target=st.integers(0, 8), hops=st.integers(1, 5), limit=st.integers(1, 4), rank=ranks)
def test_all_shortest_paths_in_the_order_of_ranks(
    ties: list[tuple[int, int]], target: int, hops: int, limit: int, rank: Nodes
) -> None:
    def keys(nodes: Nodes) -> list[int]:
        return [int(rank[node]) for node in nodes]

    walks = shortest_walks(EdgeList(ties), 0, target, max_hops=hops, limit=limit, rank=keys, budget=MUCH)

    graph = oracle(ties)
    near = nx.has_path(graph, 0, target) and nx.shortest_path_length(graph, 0, target) <= hops
    simple: nx.Graph[int] = nx.Graph(graph)
    paths = [tuple(path) for path in nx.all_shortest_paths(simple, 0, target)] if near else []
    expected = sorted(paths, key=lambda path: [int(rank[node]) for node in path])
    assert [walk.nodes for walk in walks] == expected[:limit]
    for walk in walks:
        steps = zip(walk.nodes, walk.nodes[1:], strict=False)
        expected_ties = [
            sorted(number for number, tie in enumerate(ties) if set(tie) == {a, b}) for a, b in steps
        ]
        assert [sorted(between) for between in walk.ties] == expected_ties


def test_a_budget_ends_the_walk_and_says_so() -> None:
    star = EdgeList([(0, 1), (0, 2), (1, 3), (1, 4), (2, 5)])

    reached = reach(star, 0, hops=2, budget=5)

    assert reached.nodes.tolist() == [0, 1, 2, 3, 4]
    assert not reached.complete


def test_a_hop_wider_than_is_expanded_ends_the_walk_and_says_so() -> None:
    star = EdgeList([(0, 1), (0, 2), (1, 3), (1, 4), (2, 5)])

    wide, narrow = (reach(star, 0, hops=2, budget=MUCH, widest=widest) for widest in (2, 1))

    assert (wide.nodes.tolist(), wide.complete) == ([0, 1, 2, 3, 4, 5], True)
    assert (narrow.nodes.tolist(), narrow.complete) == ([0, 1, 2], False)


def test_a_search_that_reads_too_much_is_refused() -> None:
    chain = EdgeList([(0, 1), (1, 2), (2, 3), (3, 4)])

    with pytest.raises(InputError, match="fewer hops"):
        shortest_walks(chain, 0, 4, max_hops=4, limit=1, rank=list, budget=3)
