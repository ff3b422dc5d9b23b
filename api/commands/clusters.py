"""``guanlian clusters``: the clusters of a month, or one of them."""

from __future__ import annotations

from typing import Annotated

import typer

from api.output import CursorOption, JsonOption, LimitOption, MonthOption, RevisionOption, emit
from api.workplace import Workplace


def clusters(
    ctx: typer.Context,
    cluster: Annotated[str | None, typer.Argument(help="Cluster id; then its members and life line.")] = None,
    month: MonthOption = None,
    revision: RevisionOption = None,
    min_size: Annotated[int | None, typer.Option(min=1, help="Members, at least.")] = None,
    c_d_share: Annotated[float | None, typer.Option(min=0, max=1, help="Share of C and D.")] = None,
    contains: Annotated[str | None, typer.Option("--class", help="Has a member of that class.")] = None,
    region: Annotated[str | None, typer.Option(help="Begin of the main region's code.")] = None,
    changed_since: Annotated[str | None, typer.Option(metavar="YYYY-MM", help="Changed since.")] = None,
    risk_only: Annotated[bool, typer.Option("--risk-only", help="Risk clusters only.")] = False,
    sort: Annotated[str, typer.Option(help="size, high_share, ratio, records or changed.")] = "size",
    limit: LimitOption = 20,
    cursor: CursorOption = None,
    as_json: JsonOption = False,
) -> None:
    """List clusters by size, risk or change; with an id show one."""
    from api import month_reads, tables
    from api.filters import cluster_filter, cluster_sort

    place: Workplace = ctx.obj
    if cluster is not None:
        reading = place.reading(month, revision, cursor)
        report = month_reads.cluster_report(reading, cluster, limit=limit, cursor=cursor)
        emit(report, as_json, lambda found: tables.cluster_report(found, place.say))
        return
    filters = cluster_filter(
        min_size=min_size,
        min_high_share=c_d_share,
        contains_class=contains,
        region=region,
        changed_since=changed_since,
        risk_only=risk_only,
    )
    order, reading = cluster_sort(sort), place.reading(month, revision, cursor)
    page = month_reads.clusters(reading, filters, order, limit=limit, cursor=cursor)
    emit(page, as_json, lambda found: tables.clusters(found, place.say))
