"""Reads of a published month, the same for HTTP and the command line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from api.answers import (
    ClusterAnswer,
    ClusterReport,
    MigrationAnswer,
    MonthList,
    One,
    Page,
    ReceiptAnswer,
)
from api.cursors import scope_of, unseal
from api.graph_reads import sealed
from api.readers import PublishedMonths, Reading
from api.security.scope import in_scope, outside, require, visible
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
    Mover,
    MoverFilter,
    ReceiptLine,
)
from scoring.unpublished import without_secrets

T = TypeVar("T")
Listed = TypeVar("Listed", ClusterMember, Mover)

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


def receipt(reading: Reading, identifier: str) -> ReceiptAnswer:
    """Receipt of one enterprise, by id or alias, with labels for the nodes of its paths.

    Raises
    ------
    OutOfScopeError
        If the enterprise is outside the reader's area.
    """
    known = enterprise_id(reading, identifier)
    require(reading, known)
    found = reading.month.receipt(known)
    nodes = {node for line in found.lines if line.part for node in line.part.named_nodes}
    shown = labels(reading, nodes)
    seen = visible(reading, {end for line in found.lines if line.part for end in line.part.ends})
    inside = {node: held and not node.startswith(_NO_ENTERPRISE) for node, held in seen.items()}
    lines = tuple(_readable(without_secrets(line, seen, inside, known), shown) for line in found.lines)
    return ReceiptAnswer(
        published=reading.published, receipt=found.model_copy(update={"lines": lines}), labels=shown
    )


def clusters(
    reading: Reading, filters: ClusterFilter, sort: ClusterSort, *, limit: int, cursor: str | None
) -> Page[ClusterSummary]:
    """One page of clusters in the chosen order."""
    scope = scope_of("clusters", filters=filters.model_dump(mode="json"), sort=sort)
    page = reading.month.clusters(filters, sort, _inner(cursor, scope), limit)
    return _page(reading, scope, with_leading(reading, page.items), page.total, page.cursor)


def with_leading(reading: Reading, found: Iterable[ClusterSummary]) -> tuple[ClusterSummary, ...]:
    """Clusters with the name of their leading member in the reader's area, which is how people call them."""
    inside = None if reading.viewer.whole_area else in_scope(reading.month, reading.viewer)
    named = []
    for one in found:
        first = reading.month.members(one.cluster_id, None, 1, inside).items
        seen = visible(reading, [member.enterprise_id for member in first])
        leading = next((member.name for member in first if seen[member.enterprise_id]), None)
        named.append(one.model_copy(update={"leading": leading}))
    return tuple(named)


def cluster(reading: Reading, cluster_id: str) -> ClusterAnswer:
    """One cluster with its core members in the reader's area: who else is one follows from hidden ties."""
    found = reading.month.cluster(cluster_id)
    seen = visible(reading, [member.enterprise_id for member in found.core])
    core = tuple(member for member in found.core if seen[member.enterprise_id])
    (summary,) = with_leading(reading, [found.summary])
    found = found.model_copy(update={"core": core, "summary": summary})
    hubs = () if found.main_hub is None else (found.main_hub,)
    return ClusterAnswer(published=reading.published, cluster=found, labels=labels(reading, hubs))


def members(reading: Reading, cluster_id: str, *, limit: int, cursor: str | None) -> Page[ClusterMember]:
    """One page of members of a cluster: strongest ties first, those outside the area last, by id."""
    scope = scope_of("members", cluster=cluster_id, viewer=reading.viewer.scope_hash)
    inside = None if reading.viewer.whole_area else in_scope(reading.month, reading.viewer)
    page = reading.month.members(cluster_id, _inner(cursor, scope), limit, inside)
    return _page(reading, scope, cut(reading, page.items), page.total, page.cursor)


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
    """Migration matrix against the month before, and one page of movers with their causes.

    Matrix and causes are of the reader's area. Movers outside it are listed with their classes;
    not where the list is asked for by cause or region, which would tell those of them.
    """
    scope = scope_of("movers", filters=filters.model_dump(mode="json"), viewer=reading.viewer.scope_hash)
    inside = None if reading.viewer.whole_area else in_scope(reading.month, reading.viewer)
    telling = filters.cause is not None or filters.region is not None
    page = reading.month.migration(filters, _inner(cursor, scope), limit, inside if telling else None)
    return MigrationAnswer(
        published=reading.published,
        matrix=reading.month.migration_matrix(inside),
        movers=cut(reading, page.items),
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
    named = [node for node in line.part.named_nodes if node.startswith(_NO_ENTERPRISE)]
    if not named:
        return line
    zh, en = line.sentence.zh, line.sentence.en
    # Longest first: one id may be the beginning of another.
    for node in sorted(named, key=lambda node: (-len(node), node)):
        zh, en = zh.replace(node, shown[node]), en.replace(node, shown[node])
    return line.model_copy(update={"sentence": Label(zh=zh, en=en)})


def enterprise_id(reading: Reading, identifier: str) -> str:
    """Id of an enterprise by its id, else by an alias known in that month.

    Raises
    ------
    NotFoundError
        If the month knows no such enterprise.
    """
    if reading.month.scores.place("enterprise_id", identifier) is not None:
        return identifier
    return resolved(reading, identifier).enterprise_id


def resolved(reading: Reading, identifier: str) -> EnterpriseResult:
    """Result of an enterprise by id, else by an alias known in that month."""
    try:
        return reading.month.enterprise(identifier)
    except NotFoundError:
        known = reading.readers.store.find(identifier, reading.at)
        if known is None or known.id == identifier:
            raise
        return reading.month.enterprise(known.id)


def cut(reading: Reading, items: Iterable[Listed]) -> tuple[Listed, ...]:
    """Items, with what may be shown of those outside the reader's area."""
    listed = tuple(items)
    seen = visible(reading, [item.enterprise_id for item in listed])
    return tuple(item if seen[item.enterprise_id] else outside(item) for item in listed)


def _inner(cursor: str | None, scope: str) -> str | None:
    return None if cursor is None else unseal(cursor, scope).inner
