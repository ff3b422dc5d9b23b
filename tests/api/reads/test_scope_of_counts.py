"""Totals, cursors and orders: what a list tells of strangers beside its rows."""

from __future__ import annotations

import pytest

from api import level_reads
from api.cursors import unseal
from api.ego_reads import ego
from api.graph_reads import node_id
from api.neighbour_reads import neighbours
from api.readers import Reading
from graph.store.neighbour_cursor import NeighbourCursor
from graph.store.protocol import ALL_TIES
from scoring.month_views import MonthViews


@pytest.fixture(scope="module")
def contact(whole: Reading, area: Reading, scored: list[str], inside: set[str]) -> str:
    """A contact shared by somebody of the area and by most strangers."""
    views = whole.month.views
    assert isinstance(views, MonthViews)
    found = {
        item.node.id
        for firm in scored
        if firm in inside
        for item in neighbours(whole, firm, limit=200, cursor=None, ties=ALL_TIES).items
        if item.node.id.startswith("C:")
    }
    strangers = {
        one: sum(
            item.node.id not in inside
            for item in neighbours(whole, one, limit=200, cursor=None, ties=ALL_TIES).items
        )
        for one in sorted(found)
    }
    most = max(strangers, key=lambda one: strangers[one])
    assert strangers[most]
    return most


def test_pages_of_a_contact_count_and_name_only_the_own_area(
    area: Reading, whole: Reading, contact: str, inside: set[str]
) -> None:
    full = neighbours(whole, contact, limit=200, cursor=None, ties=ALL_TIES)
    mine = [item.tie.id for item in full.items if item.node.id in inside]

    cursor: str | None = None
    met = []
    while True:
        page = neighbours(area, contact, limit=1, cursor=cursor, ties=ALL_TIES)
        assert page.total == len(mine) < full.total
        met += [item.tie.id for item in page.items]
        cursor = page.cursor
        if cursor is None:
            break
        assert NeighbourCursor.decoded(unseal(cursor).inner).neighbour_id in inside

    assert met == mine


@pytest.mark.parametrize("cap", [1, 2, 300])
def test_an_ego_counts_nobody_whom_only_dealings_of_strangers_lead_to(
    area: Reading, contact: str, inside: set[str], cap: int
) -> None:
    mine = neighbours(area, contact, limit=200, cursor=None, ties=ALL_TIES).total

    around = ego(area, contact, hops=1, cap=cap, ties=ALL_TIES)

    assert around.total == 1 + mine
    assert around.shown == len(around.nodes) == min(cap, 1 + mine)
    assert around.truncated == (cap < 1 + mine)


def test_an_ego_with_a_cap_is_the_begin_of_a_larger_one(area: Reading, scored: list[str]) -> None:
    cut = 0
    for firm in scored[:12]:
        centre = node_id(area, firm)
        small, large = (ego(area, centre, hops=2, cap=cap, ties=ALL_TIES) for cap in (8, 300))
        assert {node.id for node in small.nodes} <= {node.id for node in large.nodes}
        assert {tie.id for tie in small.ties} <= {tie.id for tie in large.ties}
        assert small.total == large.total
        cut += small.truncated

    assert cut


def test_levels_are_in_no_order_of_shares_that_are_not_told(
    area: Reading, whole: Reading, scored: list[str], inside: set[str]
) -> None:
    other = 0
    for firm in (one for one in scored if one not in inside):
        told, full = (level_reads.owners(reading, firm, limit=50, cursor=None) for reading in (area, whole))
        hidden = [row.node.id for row in told.items if row.share is None]
        assert hidden == sorted(hidden)
        other += [row.node.id for row in told.items] != [row.node.id for row in full.items]

    assert other
