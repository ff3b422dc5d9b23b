"""Reads inside and outside an area, and pages while a month is revised."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from api import enterprise_reads, expansion_reads, home_reads, level_reads, lookup_reads, month_reads, what_if
from api.answers_enterprise import Suppositions
from api.cursors import unseal
from api.exports.graph_files import network_of
from api.exports.shapes import ExportParameters
from api.exports.stamp import Stamp
from api.exports.task import Task
from api.graph_reads import ego, neighbours, paths
from api.nearest_reads import nearest
from api.readers import Reading
from api.routes.base import PREFIX
from api.search_reads import SearchFilter, search
from api.security.errors import OutOfScopeError
from api.security.viewer import TERMINAL
from api.workplace import Workplace
from graph.domain import EnterpriseStatus, RiskClass
from graph.errors import InputError
from graph.settings import ExportSettings
from graph.store.protocol import ALL_TIES
from scoring.results import Month
from scoring.results_types import Cause, MoverFilter
from tests.recording_months import info


@pytest.fixture(scope="module")
def whole(home: Path) -> Reading:
    return Workplace(home).reading(None, None)


@pytest.fixture(scope="module")
def area(whole: Reading) -> Reading:
    """A reader of the authority with the most enterprises."""
    names = whole.month.scores.text("supervising_authority").to_pylist()
    code = max(sorted({name for name in names if name}), key=names.count)
    return replace(whole, viewer=replace(TERMINAL, authorities=frozenset((code,)), account="a"))


@pytest.fixture(scope="module")
def inside(area: Reading) -> set[str]:
    scores = area.month.scores
    names = scores.text("supervising_authority").to_pylist()
    ids = scores.text("enterprise_id").to_pylist()
    return {one for one, name in zip(ids, names, strict=True) if area.viewer.sees(name)}


@pytest.fixture(scope="module")
def stranger(area: Reading, inside: set[str]) -> str:
    """A scored enterprise outside."""
    scores = area.month.scores
    ids = scores.text("enterprise_id").to_pylist()
    return str(next(ids[row] for row in np.flatnonzero(scores.numbers("scored")) if ids[row] not in inside))


def cut_as_it_should(node: Any, inside: set[str]) -> bool:
    if node.id in inside or node.id[:2] in ("P:", "A:", "C:"):
        return bool(node.in_scope)
    return not node.in_scope and node.score is None and node.status is None and node.region is None


def test_a_search_shows_strangers_with_their_class_only(area: Reading, inside: set[str]) -> None:
    found = search(area, "有限公司", SearchFilter(), limit=200, cursor=None)

    assert found.outside == sum(hit.node.id not in inside for hit in found.items) > 0
    assert all(cut_as_it_should(hit.node, inside) for hit in found.items)


def test_a_filter_on_what_is_hidden_leaves_strangers_out(area: Reading, inside: set[str]) -> None:
    filters = SearchFilter(status=EnterpriseStatus.OPERATING)

    found = search(area, "有限公司", filters, limit=200, cursor=None)

    assert found.items
    assert {hit.node.id for hit in found.items} <= inside
    assert found.outside == 0


def test_a_cursor_of_one_area_is_none_of_another(area: Reading, whole: Reading) -> None:
    cursor = search(whole, "有限公司", SearchFilter(), limit=3, cursor=None).cursor

    with pytest.raises(InputError, match="another list"):
        search(area, "有限公司", SearchFilter(), limit=3, cursor=cursor)


def test_a_stranger_has_name_class_and_published_decisions(area: Reading, stranger: str) -> None:
    found = enterprise_reads.enterprise(area, stranger)

    assert (found.in_scope, found.peers, found.change) == (False, None, None)
    assert found.enterprise.name is not None
    assert found.enterprise.risk_class is not None
    assert found.enterprise.score is None
    assert not found.enterprise.indicators
    assert not found.enterprise.factors
    assert all(point.score is None and not point.hazards for point in found.history)
    assert all(record.published_on is not None for record in found.records)


def test_a_stranger_has_no_profile_and_no_receipt_and_no_supposition(area: Reading, stranger: str) -> None:
    assert enterprise_reads.profile(area, stranger).profile is None
    with pytest.raises(OutOfScopeError):
        month_reads.receipt(area, stranger)
    with pytest.raises(OutOfScopeError):
        what_if.of_reading(area, stranger, what_if.supposed_of(Suppositions(without_ties=("t",))))


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


def test_the_month_at_a_glance_is_that_of_the_area(area: Reading, inside: set[str]) -> None:
    found = home_reads.home(area, None, frozenset())

    assert found.enterprises == len(inside)
    assert found.scored + found.outside == area.info.scored
    assert {mover.enterprise_id for mover in (*found.rises, *found.falls)} <= inside


def test_an_authority_outside_the_area_shows_nothing(area: Reading) -> None:
    found = home_reads.home(area, "SOMEWHERE", frozenset(("SOMEWHERE",)))

    assert (found.enterprises, found.scored, found.rises) == (0, 0, ())


def test_movers_are_cut_and_their_causes_are_not_told_by_a_filter(area: Reading, inside: set[str]) -> None:
    listed = month_reads.migration(area, MoverFilter(), limit=200, cursor=None)
    by_cause = [
        month_reads.migration(area, MoverFilter(cause=cause), limit=200, cursor=None) for cause in Cause
    ]

    outside = [mover for mover in listed.movers if mover.enterprise_id not in inside]
    assert outside
    assert all(mover.cause is None and mover.score is None for mover in outside)
    assert {mover.enterprise_id for found in by_cause for mover in found.movers} <= inside


def test_neighbours_and_levels_and_clusters_are_cut(area: Reading, inside: set[str], firm: str) -> None:
    around = ego(area, firm, hops=2, cap=100, ties=ALL_TIES)
    expanded = expansion_reads.expand(area, firm, known=(), limit=50, cursor=None, ties=ALL_TIES)
    owners = level_reads.owners(area, firm, limit=50, cursor=None)
    cluster = area.month.clusters(limit=1).items[0].cluster_id  # type: ignore[call-arg]
    drawn = level_reads.cluster_graph(area, cluster, cap=50)
    members = month_reads.members(area, cluster, limit=200, cursor=None)

    nodes = [*around.nodes, *(item.node for item in expanded.items), *(row.node for row in owners.items)]
    assert all(cut_as_it_should(node, inside) for node in (*nodes, *drawn.nodes))
    assert all(
        (member.score is None and member.weight is None) or member.enterprise_id in inside
        for member in members.items
    )


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


def test_a_list_looked_up_tells_of_strangers_the_class_only(area: Reading, stranger: str) -> None:
    (row,) = lookup_reads.look_up(area, [stranger]).rows

    assert row.enterprise is not None
    assert not row.enterprise.in_scope
    assert (row.previous_class, row.change) == (None, None)
    assert row.risk_class is not None


def test_an_expansion_goes_on_in_the_revision_it_began_in(recorded: Any) -> None:
    listed = recorded.client.get(f"{PREFIX}/enterprises/E1/neighbours?sort=importance&limit=1").json()
    recorded.months.published += [info("2026-10", 2)]

    cursor = listed["cursor"]
    following = recorded.client.get(
        f"{PREFIX}/enterprises/E1/neighbours?sort=importance&limit=1&cursor={cursor}"
    ).json()

    assert following["published"] == listed["published"]
    assert following["items"] != listed["items"]


@pytest.mark.parametrize(
    "path",
    [
        "/enterprises/E2/neighbours?sort=importance&limit=1",
        "/enterprises/E1/neighbours?sort=importance&limit=1&kind=HOLDS",
        "/enterprises/E1/neighbours?limit=1",
        "/enterprises/E1/owners?limit=1",
        "/search?q=e",
    ],
)
def test_a_cursor_of_another_list_is_refused(recorded: Any, path: str) -> None:
    listed = recorded.client.get(f"{PREFIX}/enterprises/E1/neighbours?sort=importance&limit=1").json()

    answer = recorded.client.get(f"{PREFIX}{path}&cursor={listed['cursor']}")

    assert (answer.status_code, answer.json()["code"]) == (422, "input_invalid")


GUARDED = ("GUARANTEES", "LENDS_TO", "LEASES_TO", "TRADES_WITH", "REACHED_AT", "FILED_BY", "POSSIBLY_SAME")


def between_strangers(ties: Any, inside: set[str]) -> list[str]:
    """Ties that are not told where neither end is in the area."""
    return [tie.id for tie in ties if tie.kind in GUARDED and not {tie.source_id, tie.target_id} & inside]


@pytest.fixture(scope="module")
def scored(whole: Reading) -> list[str]:
    ids = whole.month.scores.text("enterprise_id").to_pylist()
    return [ids[row] for row in np.flatnonzero(whole.month.scores.numbers("scored"))]


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


def test_a_drawing_of_given_nodes_tells_no_dealing_between_strangers(
    area: Reading, whole: Reading, scored: list[str], inside: set[str], tmp_path: Path
) -> None:
    tie = next(
        item.tie
        for firm in scored
        if firm not in inside
        for item in neighbours(whole, firm, limit=200, cursor=None, ties=ALL_TIES).items
        if between_strangers([item.tie], inside)
    )
    subject = next(firm for firm in scored if firm in inside)
    places = {subject: (0.0, 0.0), tie.source_id: (1.0, 0.0), tie.target_id: (0.0, 1.0)}

    def drawn(reading: Reading) -> list[str]:
        task = Task(
            reading=reading,
            subject=subject,
            parameters=ExportParameters(positions=places),
            stamp=cast("Stamp", None),
            bounds=ExportSettings(),
            path=tmp_path / "drawing.svg",
        )
        return [found.id for found in network_of(task).ties]

    assert tie.id in drawn(whole)
    assert tie.id not in drawn(area)
