"""Places of nodes: the same for the same graph, apart from each other, the centre in the middle."""

import networkx as nx
import numpy as np
import pytest
from scipy.spatial import cKDTree

from api.exports.layout import GAP, Ends, Places, force_places, ring_places

LAYOUTS = {"force": force_places, "rings": ring_places}


def ends_of(graph: "nx.Graph[int]") -> tuple[Ends, Ends]:
    pairs = np.array(sorted(graph.edges()), dtype=np.int64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def nearest(places: Places) -> float:
    return float(np.asarray(cKDTree(places).query(places, k=[2])[0]).min())


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_same_graph_has_the_same_places(name: str) -> None:
    source, target = ends_of(nx.barabasi_albert_graph(120, 2, seed=7))

    first, second = (LAYOUTS[name](120, source, target) for _ in range(2))

    assert first.tobytes() == second.tobytes()


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize(
    "graph",
    [nx.star_graph(300), nx.path_graph(40), nx.cycle_graph(12), nx.complete_graph(15), nx.empty_graph(5)],
    ids=["star", "path", "cycle", "complete", "no ties"],
)
def test_the_centre_is_in_the_middle_and_no_node_covers_another(name: str, graph: "nx.Graph[int]") -> None:
    source, target = ends_of(graph)

    places = LAYOUTS[name](graph.number_of_nodes(), source, target)

    assert np.isfinite(places).all()
    assert np.allclose(places[0], 0)
    assert nearest(places) > 0.55 * GAP


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("name", LAYOUTS)
def test_one_and_two_nodes_have_places(name: str, count: int) -> None:
    none = np.zeros(count - 1, np.int64)

    assert LAYOUTS[name](count, none, none + 1).shape == (count, 2)


def test_nodes_of_one_ring_stand_at_the_same_distance() -> None:
    source, target = ends_of(nx.star_graph(6))

    places = ring_places(7, source, target)

    assert np.ptp(np.hypot(places[1:, 0], places[1:, 1])) < 1e-6


def test_a_crowded_ring_is_split() -> None:
    source, target = ends_of(nx.star_graph(500))

    places = ring_places(501, source, target)

    assert len(np.unique(np.round(np.hypot(places[1:, 0], places[1:, 1])))) > 3


def test_tied_nodes_stand_nearer_than_others() -> None:
    graph = nx.connected_caveman_graph(4, 8)
    source, target = ends_of(graph)

    places = force_places(32, source, target)

    away = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))
    assert away[source, target].mean() < 0.6 * away[np.triu_indices(32, 1)].mean()
