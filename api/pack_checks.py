"""Reports on rule packs as tables of a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType

from api.output import cell, table
from api.words import Say
from scoring.pack_difference import MoveReason, PackDifference
from scoring.pack_report import PackReport
from scoring.results_types import Label

WORDS: dict[str, Label] = {
    "faults": Label(zh="规则包有错误，不能用于评分", en="The pack has errors and cannot be used"),
    "good": Label(zh="规则包可用", en="The pack can be used"),
    "file": Label(zh="文件", en="file"),
    "line": Label(zh="行", en="line"),
    "fault": Label(zh="错误", en="error"),
    "max_score": Label(zh="可达最高分", en="greatest score"),
    "floor_d": Label(zh="D 类起点", en="floor of D"),
    "factor": Label(zh="因素", en="factor"),
    "max_lambda": Label(zh="最大风险强度", en="greatest hazard"),
    "pack": Label(zh="规则包", en="pack"),
    "shares": Label(zh="各类占比", en="Class shares"),
    "scored": Label(zh="评价户数", en="scored"),
    "matrix": Label(zh="类别变动（行：前者，列：后者）", en="Classes (rows: first, columns: second)"),
    "reasons": Label(zh="变动原因", en="Why classes differ"),
    "reason": Label(zh="原因", en="reason"),
    "count": Label(zh="户数", en="enterprises"),
    "movers": Label(zh="变动最大的企业", en="Greatest differences"),
    "enterprise": Label(zh="企业", en="enterprise"),
    "before": Label(zh="前者", en="first"),
    "after": Label(zh="后者", en="second"),
}
"""Words of the reports, in Chinese and English."""

REASONS: dict[MoveReason, Label] = {
    MoveReason.SCOPE: Label(zh="评价范围不同", en="in scope of one only"),
    MoveReason.DIRECT_RULE: Label(zh="直接判定不同", en="direct rules"),
    MoveReason.BOUNDARIES: Label(zh="分类界限不同", en="class boundaries"),
}
"""Why classes differ; else the factor whose points differ most, by its name in the packs."""


def render(found: PackReport, say: Say) -> Iterator[RenderableType]:
    """Faults with their places, else what the pack can reach."""
    if found.faults:
        heads = (f"={say(WORDS['file'])}", f"#{say(WORDS['line'])}", say(WORDS["fault"]))
        rows = ((one.file or "-", one.line or "-", one.message) for one in found.faults)
        yield table(f"{found.file}: {say(WORDS['faults'])}", heads, rows)
        return
    yield cell(f"{found.pack} {found.version}: {say(WORDS['good'])}")
    yield cell(
        f"{say(WORDS['max_score'])} {found.max_score:.2f}, {say(WORDS['floor_d'])} {found.floor_d:.2f}"
        if found.max_score is not None
        else ""
    )
    yield table(
        say(WORDS["max_lambda"]),
        (say(WORDS["factor"]), f"#{say(WORDS['max_lambda'])}"),
        ((say(found.factor_labels[factor]), f"{value:.6f}") for factor, value in found.max_lambda.items()),
    )


def render_difference(found: PackDifference, say: Say) -> Iterator[RenderableType]:
    """Shares, matrix, reasons and the greatest moves."""
    sides = (found.before, found.after)
    reasons = REASONS | {MoveReason(factor.value): label for factor, label in found.factor_labels.items()}
    yield table(
        f"{found.month}: {say(WORDS['shares'])}",
        (say(WORDS["pack"]), f"#{say(WORDS['scored'])}", "#A %", "#B %", "#C %", "#D %"),
        (
            (f"{side.pack} {side.version}", side.scored, *(f"{100 * x:.2f}" for x in side.shares.values()))
            for side in sides
        ),
    )
    yield table(
        say(WORDS["matrix"]),
        ("", *(f"#{name}" for name in found.matrix)),
        ((name, *row.values()) for name, row in found.matrix.items()),
    )
    yield table(
        say(WORDS["reasons"]),
        (say(WORDS["reason"]), f"#{say(WORDS['count'])}"),
        ((say(reasons[reason]), count) for reason, count in found.reasons.items()),
    )
    yield table(
        f"{say(WORDS['movers'])} ({len(found.movers)} / {found.moved})",
        (
            f"={say(WORDS['enterprise'])}",
            f"#{say(WORDS['before'])}",
            f"#{say(WORDS['after'])}",
            say(WORDS["reason"]),
        ),
        (
            (
                move.enterprise_id,
                f"{'-' if move.score_before is None else move.score_before} {move.class_before or '-'}",
                f"{'-' if move.score_after is None else move.score_after} {move.class_after or '-'}",
                say(reasons[move.reason]),
            )
            for move in found.movers
        ),
    )
