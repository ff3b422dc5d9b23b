"""Answers as tables for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType

from api.answers import (
    ClusterReport,
    MigrationAnswer,
    MonthList,
    Page,
    Published,
    ReceiptAnswer,
)
from api.answers_enterprise import EnterpriseAnswer
from api.hub_reads import HubList
from api.output import MOST_ROWS, cell, table
from api.words import HUB_KINDS, STATES, WORDS, Say, heads, line
from graph.domain import RiskClass
from scoring.labels import CAUSES, EVENTS
from scoring.results_types import ClusterEvent, ClusterSummary


def month_list(answer: MonthList, say: Say) -> Iterator[RenderableType]:
    """Published months or revisions."""
    classes = (f"#{name}" for name in RiskClass)
    yield table(
        line(say, "months"),
        heads(
            *(say, "=month", "#revision", "pack", "known_by", "#scored"),
            *(*classes, "#clusters", "#risk_clusters"),
        ),
        (
            (
                *(found.month, found.revision, found.pack, found.known_by, found.scored),
                *(found.class_counts.get(name, 0) for name in RiskClass),
                *(found.clusters, found.risk_clusters),
            )
            for found in answer.items
        ),
    )


def enterprise(answer: EnterpriseAnswer, say: Say) -> Iterator[RenderableType]:
    """Score, factors, indicators that count, and history."""
    found = answer.enterprise
    yield cell(f"{found.name or '?'}  {found.enterprise_id}")
    yield cell(
        line(
            say,
            "enterprise",
            risk_class=found.risk_class or "-",
            score=number(found.score),
            model_score=number(found.model_score),
            standalone=found.standalone_class or "-",
            state=say(STATES[found.status]) if found.status in STATES else found.status,
            cluster=found.cluster_id or "-",
        )
    )
    if found.direct_rule is not None or found.clamped:
        yield cell(line(say, "direct", rule=found.direct_rule or "-", clamped=yes_or_no(found.clamped, say)))
    if found.decision is not None:
        one = found.decision
        yield cell(
            line(
                say,
                "decided",
                number=one.number,
                what=say(one.label),
                ground=one.ground,
                effective_on=one.effective_on,
                expires_on=one.expires_on,
                model_class=found.model_class or "-",
                unverified="" if one.verified else line(say, "unverified"),
            )
        )
    for model in found.professional:
        yield cell(
            line(
                say,
                "professional",
                model=say(model.label),
                risk_class=model.risk_class or "-",
                score=number(model.score),
                combined=model.combined_class or "-",
            )
        )
    yield source(answer.published, say)
    yield table(
        line(say, "factors"),
        heads(say, "factor", "#points", "#hazard"),
        ((say(one.label), number(one.points), f"{one.hazard:.4f}") for one in found.factors),
    )
    counted = sorted((one for one in found.indicators if one.hazard > 0), key=lambda one: -one.hazard)
    unknown = sum(not one.known for one in found.indicators)
    yield table(
        line(say, "indicators", unknown=unknown, total=len(found.indicators)),
        heads(say, "=id", "indicator", "value", "#risk", "#hazard"),
        (
            (
                *(one.id, say(one.label), "-" if one.value_text is None else say(one.value_text)),
                *(number(one.bin), f"{one.hazard:.4f}"),
            )
            for one in counted
        ),
    )
    yield table(
        line(say, "history"),
        heads(say, "=month", "#revision", "class", "#score", "=cluster"),
        (
            (point.month, point.revision, point.risk_class or "-", number(point.score), point.cluster_id)
            for point in answer.history
        ),
    )


def receipt(answer: ReceiptAnswer, say: Say) -> Iterator[RenderableType]:
    """Every line of a score with its reason and path."""
    found = answer.receipt
    yield cell(f"{found.name or '?'}  {found.enterprise_id}")
    for gone in found.void:
        yield cell(
            line(
                say,
                "void",
                fact=f"{gone.fact_kind} {gone.fact_id}",
                ground=gone.ground,
                article=gone.article,
                document=gone.document_no,
                month=gone.month,
                revision=gone.revision,
            )
        )
    yield source(answer.published, say)
    yield table(
        line(say, "receipt"),
        heads(say, "#points", "#hazard", "factor", "why"),
        (
            (number(one.points), f"{one.hazard:.6f}", say(one.factor_label), say(one.sentence))
            for one in sorted(found.lines, key=lambda one: -one.hazard)
        ),
    )
    yield cell(line(say, "model_score", score=number(found.model_score), hazard=f"{found.hazard:.6f}"))
    for one in found.adjustments:
        yield cell(f"{number(one.points)}  {one.rule}  {say(one.label)}")
    yield cell(line(say, "score", score=number(found.score), risk_class=found.risk_class or "-"))
    if found.repaired_facts:
        yield cell(line(say, "repaired", count=found.repaired_facts))
    for exception in found.statutory_exceptions:
        yield cell(line(say, "exception", name=exception))


def clusters(answer: Page[ClusterSummary], say: Say) -> Iterator[RenderableType]:
    """One page of clusters."""
    yield source(answer.published, say)
    yield table(
        line(say, "clusters", shown=answer.shown, total=answer.total),
        heads(say, "=id", "#size", "#C+D", "tie", "region", "#ratio", "risk_cluster", "event"),
        (
            (
                *(found.cluster_id, found.size, percent(found.high_share), say(found.main_tie_label)),
                *(found.main_region, interval(found), yes_or_no(found.risk, say)),
                say(EVENTS[ClusterEvent(found.event)]),
            )
            for found in answer.items
        ),
    )
    yield from next_page(answer.cursor, say)


def cluster_report(answer: ClusterReport, say: Say) -> Iterator[RenderableType]:
    """One cluster, its members and its life line."""
    found = answer.cluster.summary
    yield cell(line(say, "cluster", cluster=found.cluster_id, size=found.size, why=say(found.why)))
    yield source(answer.published, say)
    yield cell(
        line(
            say,
            "cluster_risk",
            high=percent(found.high_share),
            records=found.records,
            expected=expected(found),
            ratio=interval(found),
            risk=yes_or_no(found.risk, say),
        )
    )
    hub = answer.cluster.main_hub
    if hub is not None:
        yield cell(line(say, "hub", hub=answer.labels.get(hub, hub), count=answer.cluster.main_hub_members))
    yield table(
        line(say, "members", shown=len(answer.members), total=answer.total),
        heads(say, "=id", "name", "class", "standalone", "#score", "core", "joined", "#weight"),
        (
            (
                *(member.enterprise_id, member.name),
                *(member.risk_class or "-", member.standalone_class or "-", number(member.score)),
                say(WORDS["yes"]) if member.core else "",
                say(WORDS["new"]) if member.joined else "",
                f"{member.weight:.2f}",
            )
            for member in answer.members
        ),
    )
    yield from next_page(answer.cursor, say)
    yield table(
        line(say, "lifeline"),
        heads(say, "=month", "event", "#size", "#before", "what"),
        (
            (entry.month, say(EVENTS[entry.event]), entry.size, entry.previous_size, say(entry.sentence))
            for entry in answer.lifeline.entries
        ),
    )


def hubs(answer: HubList, say: Say) -> Iterator[RenderableType]:
    """Hubs of a month."""
    yield source(answer.published, say)
    yield table(
        line(say, "hubs", more_than=answer.more_than, shown=answer.shown, total=answer.total),
        heads(say, "=id", "kind", "name", "#size", "region", "#region_share"),
        (
            (
                *(hub.hub_id, say(HUB_KINDS[hub.kind]), hub.label, hub.enterprises),
                *(hub.region or "-", percent(hub.region_share)),
            )
            for hub in answer.items
        ),
    )
    if answer.shown < answer.total:
        yield cell(line(say, "more", limit=min(answer.total, MOST_ROWS)))


def migration(answer: MigrationAnswer, say: Say) -> Iterator[RenderableType]:
    """Matrix, causes and one page of movers."""
    matrix = answer.matrix
    before = line(say, "nothing") if matrix.previous is None else matrix.previous.month
    names = [say(WORDS[name]) if name in WORDS else name for name in matrix.classes]
    yield source(answer.published, say)
    yield table(
        line(say, "matrix", month=before),
        ("", *(f"#{name}" for name in names)),
        ((name, *counts) for name, counts in zip(names, matrix.counts, strict=True)),
    )
    yield table(
        line(say, "causes", count=matrix.movers),
        heads(say, "cause", "#movers"),
        ((say(CAUSES[cause]), count) for cause, count in matrix.causes.items()),
    )
    yield table(
        line(say, "movers", shown=answer.shown, total=answer.total),
        heads(say, "=id", "name", "from", "to", "#score", "cause"),
        (
            (
                *(mover.enterprise_id, mover.name, mover.previous_class or "-", mover.risk_class or "-"),
                *(number(mover.score), say(mover.cause_label) if mover.cause_label else "-"),
            )
            for mover in answer.movers
        ),
    )
    yield from next_page(answer.cursor, say)


def source(published: Published, say: Say) -> RenderableType:
    """Line that names month, revision and pack."""
    return cell(
        line(
            say,
            "source",
            month=published.month,
            revision=published.revision,
            pack=published.pack,
            as_of=published.as_of,
            known_by=published.known_by,
        )
    )


def next_page(cursor: str | None, say: Say) -> Iterator[RenderableType]:
    """How to go on, where there is more."""
    if cursor is not None:
        yield cell(line(say, "next", cursor=cursor))


def yes_or_no(value: bool, say: Say) -> str:
    """Word for a flag."""
    return say(WORDS["yes" if value else "no"])


def interval(found: ClusterSummary) -> str:
    """Interval of observed over expected records."""
    if found.ratio_low is None or found.ratio_high is None:
        return "-"
    return f"{found.ratio_low:.1f}-{found.ratio_high:.1f}"


def expected(found: ClusterSummary) -> str:
    """Records expected, a dash where the reference knows none."""
    return "-" if found.expected_records is None else f"{found.expected_records:.1f}"


def number(value: float | None) -> str:
    """Number with two decimals, a dash for none."""
    return "-" if value is None else f"{value:.2f}"


def percent(value: float | None) -> str:
    """Fraction in percent, a dash for none."""
    return "-" if value is None else f"{value:.0%}"
