"""A cluster is called by its leading member in the reader's area."""

from __future__ import annotations

from api import month_reads
from api.readers import Reading
from scoring.results_types import ClusterFilter, ClusterSort, ClusterSummary


def listed(reading: Reading) -> tuple[ClusterSummary, ...]:
    found = month_reads.clusters(reading, ClusterFilter(), ClusterSort.SIZE, limit=100, cursor=None)
    return found.items


def test_a_cluster_is_called_by_its_strongest_member(whole: Reading) -> None:
    for one in listed(whole):
        first = month_reads.members(whole, one.cluster_id, limit=1, cursor=None).items[0]
        assert one.leading == first.name


def test_an_area_calls_it_by_its_own_member_or_not_at_all(area: Reading, inside: set[str]) -> None:
    named = 0
    for one in listed(area):
        members = month_reads.members(area, one.cluster_id, limit=200, cursor=None).items
        mine = [member for member in members if member.enterprise_id in inside]
        assert one.leading == (mine[0].name if mine else None)
        named += bool(mine)

    assert 0 < named < len(listed(area))


def test_list_and_page_call_a_cluster_the_same(area: Reading) -> None:
    for one in listed(area):
        assert month_reads.cluster(area, one.cluster_id).cluster.summary.leading == one.leading
