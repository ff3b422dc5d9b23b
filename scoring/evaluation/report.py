"""The report of an evaluation: one HTML file without outside files, and JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from graph.html_page import html_page
from graph.store.embedded.folder import replace_text
from scoring.evaluation.plots import bars_plot, reliability_plot, strengths_plot
from scoring.evaluation.results import EvaluationReport, Interval
from scoring.model_limits import LIMITS
from scoring.results_base import Label

_STYLE = ".yes{color:#2e7d32}.no{color:#b3541e}"
_COMPARED = {
    "model_auprc": "模型比仅自身因素，AUPRC model over own factors",
    "rules_auprc": "规则基线比仅自身因素，AUPRC rule baseline over own factors",
    "model_over_rules_auprc": "模型比规则基线，AUPRC model over rule baseline",
    "model_log_loss": "模型比仅自身因素，对数损失的减少 model over own factors, less log loss",
}
_BY = {
    "authority": "监管机关 authority",
    "industry": "行业 industry",
    "size": "规模 size",
    "degree": "关联数量 degree",
}


def write_report(report: EvaluationReport, folder: Path) -> tuple[Path, Path]:
    """Write ``evaluation.json`` and ``evaluation.html``; an older report is replaced whole."""
    folder.mkdir(parents=True, exist_ok=True)
    data, page = folder / "evaluation.json", folder / "evaluation.html"
    replace_text(data, report.model_dump_json(indent=1) + "\n")
    replace_text(page, as_html(report))
    return data, page


def as_html(report: EvaluationReport) -> str:
    """The report as one page, Chinese first."""
    state = "yes" if report.passed else "no"
    body = [
        f"<h1>关联风险模型检验报告 <span class='en'>Evaluation of a relationship model</span></h1>"
        f"<p>{escape(report.model)} · 检验日 test day {report.test_day} · "
        f"{report.enterprises:,} 户 enterprises · {report.events:,} 户有事件 with an event</p>",
        f"<p class='{state}'><b>{'通过' if report.passed else '未通过，沿用规则基线'}</b> "
        f"{escape(report.reason.zh)}<br><span class='en'>{escape(report.reason.en)}</span></p>",
        _section("各方法对比", "Rows", _rows(report)),
        *([_section("未列出的方法", "Rows that are not there", _absent(report))] if report.absent else []),
        _section(
            "排序能力",
            "Ranking",
            bars_plot(report.rows, "auprc", "AUPRC")
            + bars_plot(report.rows, "lift 0.01", "1% 检查能力下的提升 lift at 1 %"),
        ),
        _section(
            "给定自身因素后的增益", "Gain given own factors", _intervals(report.conditional) + _lifts(report)
        ),
        _section(
            "关联强度",
            "Strengths",
            strengths_plot(report.strengths)
            if report.strengths
            else "<p>全部为 0 <span class='en'>all are 0</span></p>",
        ),
        _section("校准", "Calibration", reliability_plot(report.curve)),
        _section("分组校准", "Calibration by group", _groups(report)),
        _section("分事件", "Each outcome apart", _labels(report)),
        _section(
            "局限",
            "Limits",
            "<ul>"
            + "".join(
                f"<li>{escape(limit.zh)} <span class='en'>{escape(limit.en)}</span></li>" for limit in LIMITS
            )
            + "</ul>",
        ),
    ]
    return html_page(report.model, "".join(body), _STYLE)


def _section(zh: str, en: str, inner: str) -> str:
    return f"<h2>{zh} <span class='en'>{en}</span></h2>{inner}"


def _rows(report: EvaluationReport) -> str:
    heads = (
        "方法 row",
        "#AUPRC",
        "#AUROC",
        "#recall 1%",
        "#recall 5%",
        "#lift 1%",
        "#lift 5%",
        "#Brier",
        "#log loss",
        "#ECE",
        "#模型增益 model's gain",
    )
    return _table(
        heads,
        (
            (
                _both(row.label),
                f"{row.auprc:.4f}",
                f"{row.auroc:.4f}",
                f"{row.recall['0.01']:.3f}",
                f"{row.recall['0.05']:.3f}",
                f"{row.lift['0.01']:.1f}",
                f"{row.lift['0.05']:.1f}",
                _number(row.brier),
                _number(row.log_loss),
                _number(row.ece),
                "" if row.model_gain is None else _words(row.model_gain),
            )
            for row in report.rows
        ),
    )


def _groups(report: EvaluationReport) -> str:
    heads = (
        "分组 by",
        "组 group",
        "#户数 count",
        "#事件 events",
        "#预测 predicted",
        "#实际 observed",
        "#ECE",
    )
    return _table(
        heads,
        (
            (
                _BY.get(one.by, one.by),
                "其他 other" if one.group == "other" else one.group,
                f"{one.count:,}",
                f"{one.events:,}",
                f"{one.predicted:.4f}",
                f"{one.observed:.4f}",
                f"{one.ece:.4f}",
            )
            for one in report.groups
        ),
    )


def _labels(report: EvaluationReport) -> str:
    return _table(
        ("事件 outcome", "#户数 events", "#自身 own", "#基线 rules", "#模型 model"),
        (
            (
                f"{one.zh} {one.en}",
                f"{one.events:,}",
                *(_number(one.auprc.get(name)) for name in ("own", "rules", "model")),
            )
            for one in report.labels
        ),
    )


def _intervals(found: dict[str, Interval]) -> str:
    return _table(
        ("比较 comparison", "#增益 gain"),
        ((_COMPARED.get(name, name), _words(one)) for name, one in found.items()),
    )


def _absent(report: EvaluationReport) -> str:
    rows = ((_both(one.label), _both(one.reason)) for one in report.absent)
    return _table(("方法 row", "原因 reason"), rows)


def _both(label: Label) -> str:
    return label.zh if label.zh == label.en else f"{label.zh} {label.en}"


def _lifts(report: EvaluationReport) -> str:
    """Lift of the relation part alone within tenths of the own score."""
    heads = ("自身因素相近者中，关联部分最高者的提升 lift of relations among like own factors", "#1%", "#5%")
    names = {"model": "模型 model", "rules": "规则基线 rule baseline"}
    rows = (
        (names[name], *(f"{lifts[share]:.2f}" for share in ("0.01", "0.05")))
        for name, lifts in report.conditional_lift.items()
    )
    return _table(heads, rows)


def _words(one: Interval) -> str:
    return f"{one.mean:+.4f} [{one.low:+.4f}, {one.high:+.4f}]"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    numeric = [head.startswith("#") for head in heads]
    top = "".join(
        f"<th{' class=n' if n else ''}>{escape(h.lstrip('#'))}</th>"
        for h, n in zip(heads, numeric, strict=True)
    )
    body = "".join(
        "<tr>"
        + "".join(
            f"<td{' class=n' if n else ''}>{escape(cell)}</td>" for cell, n in zip(row, numeric, strict=True)
        )
        + "</tr>"
        for row in rows
    )
    return f"<table><tr>{top}</tr>{body}</table>"
