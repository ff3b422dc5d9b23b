"""Reads inside and outside an area, and pages while a month is revised."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from api import enterprise_reads, expansion_reads, home_reads, level_reads, lookup_reads, month_reads, what_if
from api.answers_enterprise import Suppositions
from api.ego_reads import ego
from api.readers import Reading
from api.routes.base import PREFIX
from api.search_reads import SearchFilter, search
from api.security.errors import OutOfScopeError
from graph.domain import EnterpriseStatus
from graph.errors import InputError
from graph.store.protocol import ALL_TIES
from scoring.results_types import Cause, MoverFilter
from tests.recording_months import info


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
