"""Ties between two enterprises outside the reader's area: what receipts, paths and graphs keep back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

import pytest

from api import expansion_reads, level_reads, month_reads
from api.cursors import unseal
from api.ego_reads import ego
from api.exports import graph_files
from api.exports.graph_files import network_of
from api.exports.network import Network
from api.exports.shapes import ExportParameters
from api.exports.stamp import Stamp
from api.exports.task import Task
from api.graph_reads import paths
from api.nearest_reads import nearest
from api.neighbour_reads import neighbours
from api.readers import Reading
from graph.domain import RiskClass
from graph.settings import ExportSettings
from graph.store.protocol import ALL_TIES
from scoring.results import Month

GUARDED = ("GUARANTEES", "LENDS_TO", "LEASES_TO", "TRADES_WITH", "REACHED_AT", "FILED_BY", "POSSIBLY_SAME")


def between_strangers(ties: Any, inside: set[str]) -> list[str]:
    """Ties that are not told where neither end is in the area."""
    return [tie.id for tie in ties if tie.kind in GUARDED and not {tie.source_id, tie.target_id} & inside]


@pytest.fixture(scope="module")
def contact(whole: Reading, scored: list[str], inside: set[str]) -> str:
    """A contact of an enterprise outside."""
    for firm in scored:
        found = () if firm in inside else neighbours(whole, firm, limit=200, cursor=None, ties=ALL_TIES).items
        for item in found:
            if item.node.id.startswith("C:"):
                return item.node.id
    raise AssertionError("the demo has contacts")


@pytest.mark.parametrize("few", [1_000, 0], ids=["of the store", "of the month"])
def test_order_and_cursor_of_an_expansion_tell_no_score_of_a_stranger(
    area: Reading, scored: list[str], inside: set[str], few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expansion_reads, "FEW", few)
    met = 0
    for firm in scored[:80]:
        page = expansion_reads.expand(area, firm, known=(), limit=1, cursor=None, ties=ALL_TIES)
        node = page.items[0].node if page.items else None
        if page.cursor is not None and node is not None and node.kind == "enterprise" and not node.in_scope:
            met += 1
            assert json.loads(unseal(page.cursor).inner)[1] == 100_000

    assert met


@pytest.mark.parametrize("few", [1_000, 0], ids=["of the store", "of the month"])
def test_a_contact_tells_no_tie_of_a_stranger(
    area: Reading, contact: str, inside: set[str], few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expansion_reads, "FEW", few)
    listed = neighbours(area, contact, limit=200, cursor=None, ties=ALL_TIES)
    expanded = expansion_reads.expand(area, contact, known=(), limit=200, cursor=None, ties=ALL_TIES)
    around = ego(area, contact, hops=1, cap=300, ties=ALL_TIES)

    for items in (listed.items, expanded.items):
        assert between_strangers([item.tie for item in items], inside) == []
    assert {node.id for node in around.nodes} <= {contact, *inside}


def test_a_contact_tells_the_whole_area_everything(whole: Reading, contact: str) -> None:
    page = expansion_reads.expand(whole, contact, known=(), limit=200, cursor=None, ties=ALL_TIES)

    assert page.total == len(neighbours(whole, contact, limit=200, cursor=None, ties=ALL_TIES).items) > 0


def test_a_person_opens_no_path_along_dealings_of_strangers(
    area: Reading, whole: Reading, scored: list[str], inside: set[str]
) -> None:
    person = next(
        item.node.id
        for firm in scored
        if firm not in inside
        for item in neighbours(whole, firm, limit=200, cursor=None, ties=ALL_TIES).items
        if item.node.id.startswith("P:")
    )
    strangers = [firm for firm in scored if firm not in inside][:40]
    hidden: list[str] = []
    seen: list[str] = []
    for firm in strangers:
        for reading, told in ((area, hidden), (whole, seen)):
            found = paths(reading, firm, person, max_hops=6, limit=5, ties=ALL_TIES)
            told += between_strangers([tie for route in found.paths for tie in route.ties], inside)

    assert seen
    assert hidden == []


def test_no_path_from_the_own_area_leads_along_dealings_of_strangers(
    area: Reading, whole: Reading, scored: list[str], inside: set[str]
) -> None:
    mine = [firm for firm in scored if firm in inside][:12]
    strangers = [firm for firm in scored if firm not in inside][:12]
    hidden: list[str] = []
    seen: list[str] = []
    for firm in mine:
        for stranger in strangers:
            for reading, told in ((area, hidden), (whole, seen)):
                found = paths(reading, firm, stranger, max_hops=6, limit=5, ties=ALL_TIES)
                told += between_strangers([tie for route in found.paths for tie in route.ties], inside)

    assert seen
    assert hidden == []


def test_no_path_to_the_nearest_of_a_class_leads_along_dealings_of_strangers(
    area: Reading, whole: Reading, scored: list[str], inside: set[str]
) -> None:
    hidden: list[str] = []
    seen: list[str] = []
    found = 0
    for firm in (one for one in scored if one in inside):
        for reading, told in ((area, hidden), (whole, seen)):
            answer = nearest(reading, firm, RiskClass.C, max_hops=4, limit=5, ties=ALL_TIES)
            ways = [way.route for way in answer.paths]
            assert [len(way.ties) for way in ways] == sorted(len(way.ties) for way in ways)
            told += between_strangers([tie for way in ways for tie in way.ties], inside)
            found += reading is area and len(ways)

    assert found
    assert seen
    assert hidden == []


def test_a_cluster_drawn_tells_no_dealing_between_strangers(
    area: Reading, whole: Reading, inside: set[str]
) -> None:
    assert isinstance(whole.month, Month)
    ids = whole.month.cluster_table.text("cluster_id").to_pylist()
    seen = [level_reads.cluster_graph(whole, one, cap=300).ties for one in ids]
    told = [level_reads.cluster_graph(area, one, cap=300).ties for one in ids]

    assert any(between_strangers(ties, inside) for ties in seen)
    assert not any(between_strangers(ties, inside) for ties in told)


def test_a_cluster_drawn_joins_nobody_by_what_is_not_told(
    area: Reading, whole: Reading, inside: set[str]
) -> None:
    assert isinstance(whole.month, Month)
    cut = 0
    for one in whole.month.cluster_table.text("cluster_id").to_pylist():
        drawn, full = (level_reads.cluster_graph(reading, one, cap=5) for reading in (area, whole))
        ends = {end for tie in drawn.ties for end in (tie.source_id, tie.target_id)}
        assert {node.id for node in drawn.nodes[drawn.shown :]} <= ends
        assert drawn.ties_total == drawn.ties_shown
        weights = [{tie.target_id: tie.weight for tie in graph.meta_ties} for graph in (drawn, full)]
        cut += sum(weights[0].values()) < sum(weights[1].values())

    assert cut


def given(reading: Reading, *nodes: str) -> Network:
    """The network of some nodes that a page gives places for; the first is its subject."""
    task = Task(
        reading=reading,
        subject=nodes[0],
        parameters=ExportParameters(positions={node: (float(at), 0.0) for at, node in enumerate(nodes)}),
        stamp=cast("Stamp", None),
        bounds=ExportSettings(),
        path=Path("drawing.svg"),
    )
    return network_of(task)


@pytest.mark.parametrize("hub", [5_000, 0], ids=["by their lists", "between hubs"])
def test_a_drawing_of_given_nodes_tells_no_dealing_between_strangers(
    area: Reading,
    whole: Reading,
    scored: list[str],
    inside: set[str],
    hub: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tie = next(
        item.tie
        for firm in scored
        if firm not in inside
        for item in neighbours(whole, firm, limit=200, cursor=None, ties=ALL_TIES).items
        if between_strangers([item.tie], inside)
    )
    subject = next(firm for firm in scored if firm in inside)
    monkeypatch.setattr(graph_files, "_HUB", hub)

    drawn = [given(reading, subject, tie.source_id, tie.target_id) for reading in (whole, area)]

    assert [tie.id in {one.id for one in network.ties} for network in drawn] == [True, False]
    assert [network.truncated for network in drawn] == [False, False]


@pytest.mark.parametrize("hub", [-1, 3])
def test_ties_between_hubs_are_drawn_like_those_of_any_node(
    area: Reading, whole: Reading, scored: list[str], hub: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    around = [node.id for node in ego(whole, scored[0], hops=2, cap=60, ties=ALL_TIES).nodes]
    nodes = [scored[0], *(node for node in around if node != scored[0])]

    def drawn() -> list[tuple[list[str], bool]]:
        found = [given(reading, *nodes) for reading in (area, whole)]
        return [([tie.id for tie in one.ties], one.truncated) for one in found]

    listed = drawn()
    assert listed[1][0]

    monkeypatch.setattr(graph_files, "_HUB", hub)

    assert drawn() == listed


def test_receipts_of_an_area_tell_no_share_between_strangers(
    area: Reading, whole: Reading, scored: list[str], inside: set[str]
) -> None:
    theirs = 0
    for firm in (one for one in scored if one in inside):
        told, full = (month_reads.receipt(reading, firm).receipt for reading in (area, whole))
        assert [line.points for line in told.lines] == [line.points for line in full.lines]
        for line, before in zip(told.lines, full.lines, strict=True):
            if line.part is None or before.part is None:
                continue
            for now, was in zip(line.part.path, before.part.path, strict=True):
                mine = bool({now.source_id, now.target_id} & inside)
                theirs += was.share is not None and not mine
                assert now.share == (was.share if mine else None)
            assert line.sentence.zh.count("%") == sum(tie.share is not None for tie in line.part.path)

    assert theirs


def test_of_a_holding_between_strangers_neither_share_nor_role_is_told(
    area: Reading, whole: Reading, scored: list[str], inside: set[str]
) -> None:
    theirs = 0
    for firm in [one for one in scored if one not in inside][:60]:
        known = {tie.id: tie for tie in ego(whole, firm, hops=1, cap=50, ties=ALL_TIES).ties}
        for tie in ego(area, firm, hops=1, cap=50, ties=ALL_TIES).ties:
            if tie.kind == "HOLDS" and not {tie.source_id, tie.target_id} & inside:
                theirs += known[tie.id].role is not None
                assert (tie.share, tie.role) == (None, None)

    assert theirs
