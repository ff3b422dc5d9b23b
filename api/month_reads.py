"""Reads of a published month, the same for HTTP and the command line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from api.answers import (
    ClusterAnswer,
    ClusterReport,
    EnterpriseAnswer,
    MigrationAnswer,
    MonthList,
    One,
    Page,
    ReceiptAnswer,
)
from api.cursors import scope_of, unseal
from api.graph_reads import sealed
from api.readers import PublishedMonths, Reading
from graph.errors import NotFoundError
from scoring.results_marks import marks
from scoring.results_types import (
    ClusterFilter,
    ClusterMember,
    ClusterSort,
    ClusterSummary,
    EnterpriseResult,
    Label,
    Lifeline,
    MoverFilter,
    ReceiptLine,
)

T = TypeVar("T")

_PERSON = "P:"
_NO_ENTERPRISE = ("P:", "A:", "C:")


def months(published: PublishedMonths) -> MonthList:
    """The revision in force of every published month, newest first."""
    return MonthList(items=tuple(info for info in reversed(published.list()) if info.current))


def revisions(published: PublishedMonths, month: str) -> MonthList:
    """Every published revision of one month, newest first.

    Raises
    ------
    NotFoundError
        If the month is not published.
    """
    found = tuple(info for info in reversed(published.list()) if info.month == month)
    if not found:
        raise NotFoundError(f"month {month} is not published; the published ones are under /months")
    return MonthList(items=found)


def enterprise(reading: Reading, identifier: str) -> EnterpriseAnswer:
    """Score, factors, indicators and history of one enterprise, by id or alias."""
    found = _enterprise(reading, identifier)
    return EnterpriseAnswer(
        published=reading.published,
        enterprise=found,
        history=tuple(reading.month.history(found.enterprise_id)),
    )


def receipt(reading: Reading, identifier: str) -> ReceiptAnswer:
    """Receipt of one enterprise, by id or alias, with labels for the nodes of its paths."""
    found = reading.month.receipt(_enterprise(reading, identifier).enterprise_id)
    nodes = {node for line in found.lines if line.part for node in line.part.named_nodes}
    shown = labels(reading, nodes)
    lines = tuple(_readable(line, shown) for line in found.lines)
    return ReceiptAnswer(
        published=reading.published, receipt=found.model_copy(update={"lines": lines}), labels=shown
    )


def clusters(
    reading: Reading, filters: ClusterFilter, sort: ClusterSort, *, limit: int, cursor: str | None
) -> Page[ClusterSummary]:
    """One page of clusters in the chosen order."""
    scope = scope_of("clusters", filters=filters.model_dump(mode="json"), sort=sort)
    page = reading.month.clusters(filters, sort, _inner(cursor, scope), limit)
    return _page(reading, scope, page.items, page.total, page.cursor)


def cluster(reading: Reading, cluster_id: str) -> ClusterAnswer:
    """One cluster with its core members."""
    found = reading.month.cluster(cluster_id)
    hubs = () if found.main_hub is None else (found.main_hub,)
    return ClusterAnswer(published=reading.published, cluster=found, labels=labels(reading, hubs))


def members(reading: Reading, cluster_id: str, *, limit: int, cursor: str | None) -> Page[ClusterMember]:
    """One page of members of a cluster, in the order of the month."""
    scope = scope_of("members", cluster=cluster_id)
    page = reading.month.members(cluster_id, _inner(cursor, scope), limit)
    return _page(reading, scope, page.items, page.total, page.cursor)


def lifeline(reading: Reading, cluster_id: str) -> One[Lifeline]:
    """Life line of a cluster."""
    return One(published=reading.published, result=reading.month.lifeline(cluster_id))


def cluster_report(reading: Reading, cluster_id: str, *, limit: int, cursor: str | None) -> ClusterReport:
    """One cluster with one page of its members and its life line."""
    found = cluster(reading, cluster_id)
    page = members(reading, cluster_id, limit=limit, cursor=cursor)
    return ClusterReport(
        published=reading.published,
        cluster=found.cluster,
        labels=found.labels,
        members=page.items,
        total=page.total,
        cursor=page.cursor,
        lifeline=lifeline(reading, cluster_id).result,
    )


def migration(reading: Reading, filters: MoverFilter, *, limit: int, cursor: str | None) -> MigrationAnswer:
    """Migration matrix against the month before, and one page of movers with their causes."""
    scope = scope_of("movers", filters=filters.model_dump(mode="json"))
    page = reading.month.migration(filters, _inner(cursor, scope), limit)
    return MigrationAnswer(
        published=reading.published,
        matrix=reading.month.migration_matrix(),
        movers=page.items,
        total=page.total,
        shown=len(page.items),
        truncated=page.cursor is not None,
        cursor=sealed(reading, scope, page.cursor),
    )


def labels(reading: Reading, nodes: Iterable[str]) -> dict[str, str]:
    """Label by node id: masked names of persons, names of enterprises, texts of the rest."""
    wanted = sorted(set(nodes))
    masked = reading.readers.vault.masked([node for node in wanted if node.startswith(_PERSON)])
    firms = marks(reading.month.scores, (node for node in wanted if not node.startswith(_NO_ENTERPRISE)))
    found: dict[str, str] = {}
    for node in wanted:
        if node.startswith(_PERSON):
            found[node] = masked.get(node, "*")
        elif node in firms:
            found[node] = firms[node].name or node
        else:
            known = reading.readers.store.find(node, reading.at)
            found[node] = node if known is None else known.label
    return found


def _page(reading: Reading, scope: str, items: tuple[T, ...], total: int, cursor: str | None) -> Page[T]:
    return Page(
        published=reading.published,
        items=items,
        total=total,
        shown=len(items),
        truncated=cursor is not None,
        cursor=sealed(reading, scope, cursor),
    )


def _readable(line: ReceiptLine, shown: Mapping[str, str]) -> ReceiptLine:
    """The line with masked names and texts of places in its sentence; the month knows them by id only."""
    if line.part is None:
        return line
    zh, en = line.sentence.zh, line.sentence.en
    # Longest first: one id may be the beginning of another.
    for node in sorted(line.part.named_nodes, key=lambda node: (-len(node), node)):
        if node.startswith(_NO_ENTERPRISE):
            zh, en = zh.replace(node, shown[node]), en.replace(node, shown[node])
    return line.model_copy(update={"sentence": Label(zh=zh, en=en)})


def _enterprise(reading: Reading, identifier: str) -> EnterpriseResult:
    """Result of an enterprise by id, else by an alias known in that month."""
    try:
        return reading.month.enterprise(identifier)
    except NotFoundError:
        known = reading.readers.store.find(identifier, reading.at)
        if known is None or known.id == identifier:
            raise
        return reading.month.enterprise(known.id)


def _inner(cursor: str | None, scope: str) -> str | None:
    return None if cursor is None else unseal(cursor, scope).inner
