"""Degrees and wide egos: what a number says of ties that are not told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from api import ego_reads, expansion_reads
from api.ego_reads import ego
from api.expansion_reads import expand
from api.nearest_reads import nearest
from api.neighbour_reads import neighbours
from api.node_reads import month_nodes
from api.readers import Reading
from api.security.scope import guarded_kinds
from graph.domain import RiskClass
from graph.errors import InputError
from graph.store.protocol import ALL_TIES


@pytest.fixture(scope="module")
def around(whole: Reading, scored: list[str], inside: set[str]) -> list[str]:
    """Nodes around strangers: enterprises, persons, places and contacts."""
    found: set[str] = set()
    for firm in [one for one in scored if one not in inside][:40]:
        found |= {node.id for node in ego(whole, firm, hops=1, cap=30, ties=ALL_TIES).nodes}
    return sorted(found)


def told_by_hand(whole: Reading, node: str, inside: set[str]) -> int:
    """Ties without a status that are open, or have an end in the area."""
    page = neighbours(whole, node, limit=500, cursor=None, ties=ALL_TIES)
    assert not page.truncated
    return sum(
        not item.tie.statuses
        and (item.tie.kind not in guarded_kinds() or bool({node, item.node.id} & inside))
        for item in page.items
    )


def test_the_degree_of_a_stranger_counts_told_ties_only(
    area: Reading, whole: Reading, around: list[str], inside: set[str]
) -> None:
    strangers = [node for node in around if node not in inside][::2]
    full = {view.id: view.degree for view in month_nodes(whole, strangers)}
    cut = 0
    for view in month_nodes(area, strangers):
        assert view.degree == told_by_hand(whole, view.id, inside)
        cut += view.degree < full[view.id]

    assert cut


def test_the_store_tells_the_degree_that_the_month_tells(
    area: Reading, whole: Reading, around: list[str], inside: set[str]
) -> None:
    cut = 0
    for node in around[:25]:
        views = {view.id: view for view in ego(area, node, hops=1, cap=30, ties=ALL_TIES).nodes}
        full = {view.id: view for view in ego(whole, node, hops=1, cap=30, ties=ALL_TIES).nodes}
        strangers = [one for one in views if one not in inside]
        assert [views[one] for one in strangers] == list(month_nodes(area, strangers))
        assert all(views[one].degree == full[one].degree for one in views if one in inside and one in full)
        cut += any(one in full and views[one].degree < full[one].degree for one in strangers)

    assert cut


def test_an_ego_of_more_than_is_looked_at_tells_what_a_smaller_one_tells(
    area: Reading, around: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    wide = 0
    for node in around[::5]:
        full = ego(area, node, hops=2, cap=300, ties=ALL_TIES)
        if any(tie.statuses for tie in full.ties):
            continue
        with monkeypatch.context() as patched:
            patched.setattr(ego_reads, "LOOKED_AT", 2)
            for cap in (2, 300):
                cut = ego(area, node, hops=2, cap=cap, ties=ALL_TIES)
                assert (cut.total, cut.truncated) == (full.total, cap < full.total)
                assert [view.id for view in cut.nodes] == [view.id for view in full.nodes][:cap]
        wide += full.total > 2

    assert wide


def test_the_nearest_of_a_class_are_looked_for_among_told_nodes(
    area: Reading, scored: list[str], inside: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    firm = next(one for one in scored if one in inside)
    full = nearest(area, firm, RiskClass.C, max_hops=2, limit=5, ties=ALL_TIES)
    monkeypatch.setattr(ego_reads, "LOOKED_AT", 2)

    found = nearest(area, firm, RiskClass.C, max_hops=2, limit=5, ties=ALL_TIES)

    assert (found.looked_at, found.truncated) == (min(2, full.looked_at), full.looked_at > 2)


def test_an_expansion_with_ended_ties_is_whole_or_refused(
    whole: Reading, scored: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    every = replace(ALL_TIES, ended=True)
    refused = 0
    for firm in scored[:60]:
        total = neighbours(whole, firm, limit=500, cursor=None, ties=every).total
        living = neighbours(whole, firm, limit=500, cursor=None, ties=ALL_TIES).total
        if living < total:
            found = expand(whole, firm, known=(), limit=500, cursor=None, ties=every)
            assert found.total == total
            with monkeypatch.context() as patched:
                patched.setattr(expansion_reads, "FEW", max(living, 1))
                with pytest.raises(InputError, match="list them with /neighbours"):
                    expand(whole, firm, known=(), limit=500, cursor=None, ties=every)
            refused += 1

    assert refused
