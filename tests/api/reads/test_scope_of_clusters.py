"""Members of a cluster outside the reader's area: no order, picture or core tells of their hidden ties."""

from __future__ import annotations

import pytest

from api import level_reads, month_reads
from api.readers import Reading
from graph.errors import InputError
from scoring.results import Month


@pytest.fixture(scope="module")
def clusters(whole: Reading) -> list[str]:
    """Every cluster of the month."""
    assert isinstance(whole.month, Month)
    return [str(one) for one in whole.month.cluster_table.text("cluster_id").to_pylist()]


def test_members_outside_follow_the_own_ones_by_id(
    area: Reading, whole: Reading, clusters: list[str], inside: set[str]
) -> None:
    other = 0
    for one in clusters:
        told, full = (
            [
                member.enterprise_id
                for member in month_reads.members(reading, one, limit=200, cursor=None).items
            ]
            for reading in (area, whole)
        )
        mine = [firm for firm in full if firm in inside]
        assert told == [*mine, *sorted(set(full) - inside)][:200]
        other += told[len(mine) :] != [firm for firm in full if firm not in inside]

    assert other


def test_pages_of_members_of_an_area_are_whole(area: Reading, clusters: list[str]) -> None:
    cursor: str | None = None
    met: list[str] = []
    while True:
        page = month_reads.members(area, clusters[0], limit=3, cursor=cursor)
        met += [member.enterprise_id for member in page.items]
        cursor = page.cursor
        if cursor is None:
            break

    assert len(met) == len(set(met)) == page.total


def test_a_cursor_of_the_order_of_another_area_is_refused(
    area: Reading, whole: Reading, clusters: list[str]
) -> None:
    cursor = month_reads.members(whole, clusters[0], limit=1, cursor=None).cursor

    with pytest.raises(InputError, match="another list"):
        month_reads.members(area, clusters[0], limit=1, cursor=cursor)


def test_who_outside_is_drawn_is_not_chosen_by_hidden_ties(
    area: Reading, whole: Reading, clusters: list[str], inside: set[str]
) -> None:
    other = 0
    for one in clusters:
        members = [m.enterprise_id for m in month_reads.members(whole, one, limit=200, cursor=None).items]
        cap = sum(firm in inside for firm in members) + 1
        if len(members) <= cap:
            continue
        told, full = (
            {node.id for node in level_reads.cluster_graph(reading, one, cap=cap).nodes if node.id in members}
            for reading in (area, whole)
        )
        strangers = sorted(set(members) - inside)
        assert told == {*(set(members) & inside), strangers[0]}
        other += told != full

    assert other


def test_who_joins_members_is_drawn_by_told_ties_only(
    area: Reading, whole: Reading, clusters: list[str]
) -> None:
    """A node with one told tie in the picture would tell that there is another one."""
    left_out = 0
    for one in clusters:
        told, full = (level_reads.cluster_graph(reading, one, cap=300) for reading in (area, whole))
        drawn = {node.id for node in told.nodes[: told.shown]}
        for node in told.nodes[told.shown :]:
            pairs = [{tie.source_id, tie.target_id} for tie in told.ties]
            beside = set[str]().union(*(pair for pair in pairs if node.id in pair))
            assert len(beside & drawn) > 1
        left_out += len(full.nodes) - len(told.nodes)

    assert left_out


def test_the_core_of_a_cluster_names_nobody_outside(
    area: Reading, whole: Reading, clusters: list[str], inside: set[str]
) -> None:
    left_out = 0
    for one in clusters:
        told, full = (month_reads.cluster(reading, one).cluster.core for reading in (area, whole))
        assert list(told) == [member for member in full if member.enterprise_id in inside]
        left_out += len(full) - len(told)

    assert left_out
