"""Answers as tables for a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rich.console import RenderableType

from api.answers import (
    ClusterReport,
    EnterpriseAnswer,
    MigrationAnswer,
    MonthList,
    Page,
    Published,
    ReceiptAnswer,
)
from api.output import cell, table
from graph.domain import RiskClass
from scoring.labels import CAUSES, EVENTS, FACTORS
from scoring.results_types import ClusterEvent, ClusterSummary, Label

Say = Callable[[Label], str]
"""Chooses the language of a label."""


def month_list(answer: MonthList) -> Iterator[RenderableType]:
    """Published months or revisions."""
    yield table(
        "Published months",
        ("month", "#rev", "pack", "known by", "#scored", "#A", "#B", "#C", "#D", "#clusters", "#risk"),
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
        f"class {found.risk_class or '-'}  score {number(found.score)}  "
        f"model score {number(found.model_score)}  standalone class {found.standalone_class or '-'}  "
        f"status {found.status}  "
        f"cluster {found.cluster_id or '-'}"
    )
    if found.direct_rule is not None or found.clamped:
        yield cell(f"direct rule {found.direct_rule or '-'}  clamped {'yes' if found.clamped else 'no'}")
    yield source(answer.published)
    yield table(
        "Factors",
        ("factor", "#points", "#hazard"),
        ((say(line.label), number(line.points), f"{line.hazard:.4f}") for line in found.factors),
    )
    counted = sorted((line for line in found.indicators if line.hazard > 0), key=lambda line: -line.hazard)
    unknown = sum(not line.known for line in found.indicators)
    yield table(
        f"Indicators that add to the score ({unknown} of {len(found.indicators)} unknown)",
        ("id", "indicator", "value", "#risk 0-1", "#hazard"),
        (
            (
                *(line.id, say(line.label), "-" if line.value_text is None else say(line.value_text)),
                *(number(line.bin), f"{line.hazard:.4f}"),
            )
            for line in counted
        ),
    )
    yield table(
        "History",
        ("month", "#rev", "class", "#score", "cluster"),
        (
            (point.month, point.revision, point.risk_class or "-", number(point.score), point.cluster_id)
            for point in answer.history
        ),
    )


def receipt(answer: ReceiptAnswer, say: Say) -> Iterator[RenderableType]:
    """Every line of a score with its reason and path."""
    found = answer.receipt
    yield cell(f"{found.name or '?'}  {found.enterprise_id}")
    yield source(answer.published)
    yield table(
        "Receipt",
        ("#points", "#hazard", "factor", "why"),
        (
            (number(line.points), f"{line.hazard:.6f}", say(FACTORS[line.factor]), say(line.sentence))
            for line in sorted(found.lines, key=lambda line: -line.hazard)
        ),
    )
    yield cell(f"model score {number(found.model_score)}  hazard {found.hazard:.6f}")
    for line in found.adjustments:
        yield cell(f"{number(line.points)}  {line.rule}  {say(line.label)}")
    yield cell(f"score {number(found.score)}  class {found.risk_class or '-'}")
    if found.repaired_facts:
        yield cell(f"{found.repaired_facts} fact(s) under credit repair: shown, not scored")
    for exception in found.statutory_exceptions:
        yield cell(f"other law prevails: {exception}")


def clusters(answer: Page[ClusterSummary], say: Say) -> Iterator[RenderableType]:
    """One page of clusters."""
    yield source(answer.published)
    yield table(
        f"Clusters ({answer.shown} of {answer.total})",
        ("id", "#size", "#C+D", "tie", "region", "#ratio", "risk", "event"),
        (
            (
                *(found.cluster_id, found.size, percent(found.high_share), say(found.main_tie_label)),
                *(found.main_region, interval(found), "yes" if found.risk else "no"),
                say(EVENTS[ClusterEvent(found.event)]),
            )
            for found in answer.items
        ),
    )
    if answer.cursor is not None:
        yield cell(f"next page: --cursor {answer.cursor}")


def cluster_report(answer: ClusterReport, say: Say) -> Iterator[RenderableType]:
    """One cluster, its members and its life line."""
    found = answer.cluster.summary
    yield cell(f"{found.cluster_id}  {found.size} members  {say(found.why)}")
    yield source(answer.published)
    yield cell(
        f"C+D {percent(found.high_share)}  records {found.records}, expected {expected(found)}, "
        f"ratio {interval(found)}  risk cluster {'yes' if found.risk else 'no'}"
    )
    hub = answer.cluster.main_hub
    if hub is not None:
        yield cell(f"main hub {answer.labels.get(hub, hub)} joins {answer.cluster.main_hub_members}")
    yield table(
        f"Members ({len(answer.members)} of {answer.total})",
        ("id", "name", "class", "standalone", "#score", "core", "joined", "#weight"),
        (
            (
                *(
                    member.enterprise_id,
                    member.name,
                    member.risk_class or "-",
                    member.standalone_class or "-",
                ),
                *(number(member.score), "core" if member.core else "", "new" if member.joined else ""),
                f"{member.weight:.2f}",
            )
            for member in answer.members
        ),
    )
    if answer.cursor is not None:
        yield cell(f"next page: --cursor {answer.cursor}")
    yield table(
        "Life line",
        ("month", "event", "#size", "#before", "what happened"),
        (
            (entry.month, say(EVENTS[entry.event]), entry.size, entry.previous_size, say(entry.sentence))
            for entry in answer.lifeline.entries
        ),
    )


def migration(answer: MigrationAnswer, say: Say) -> Iterator[RenderableType]:
    """Matrix, causes and one page of movers."""
    matrix = answer.matrix
    yield source(answer.published)
    yield table(
        f"From {'nothing' if matrix.previous is None else matrix.previous.month} (rows) to now (columns)",
        ("", *(f"#{name}" for name in matrix.classes)),
        ((name, *counts) for name, counts in zip(matrix.classes, matrix.counts, strict=True)),
    )
    yield table(
        f"Causes of {matrix.movers} changes",
        ("cause", "#movers"),
        ((say(CAUSES[cause]), count) for cause, count in matrix.causes.items()),
    )
    yield table(
        f"Movers ({answer.shown} of {answer.total})",
        ("id", "name", "from", "to", "#score", "cause"),
        (
            (
                *(mover.enterprise_id, mover.name, mover.previous_class or "-", mover.risk_class or "-"),
                *(number(mover.score), say(mover.cause_label)),
            )
            for mover in answer.movers
        ),
    )
    if answer.cursor is not None:
        yield cell(f"next page: --cursor {answer.cursor}")


def source(published: Published) -> RenderableType:
    """Line that names month, revision and pack."""
    return cell(
        f"month {published.month} r{published.revision:03d}  pack {published.pack}  "
        f"as of {published.as_of}  known by {published.known_by}"
    )


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
