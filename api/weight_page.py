"""The report on weights as one self-contained page, Chinese first; nothing is loaded from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from api.weight_tables import rate_cells
from api.weight_words import WORDS, percent, verdicts
from graph.html_page import html_page
from graph.store.embedded.folder import replace_text
from scoring.results_types import Label
from scoring.weights.discovery import WeightReport

_STYLE = """
th,td{text-align:right}th:first-child,td:first-child{text-align:left}tr.flag td{background:#fff4e0}
.bar{background:#2f6f9f;height:.6rem;display:block}dt{font-weight:600}dd{margin:0 0 .5rem}
"""


def page(found: WeightReport) -> str:
    """The page of a report; the same report gives the same bytes."""
    title = Label(
        zh=f"{found.month} 第 {found.revision} 版 权重与分类效果报告",
        en=f"Weights and classes of {found.month}, revision {found.revision}",
    )
    parts = [
        f"<h1>{_both(title)}</h1>",
        f"<p>{escape(found.pack)} {escape(found.pack_version)} · 检查 {found.inspections} 次，发现问题 "
        f"{found.problems} 次，结果期 {found.horizon_months} 个月，截止 {found.outcomes_until or '-'}"
        f"<br><small>{found.inspections} inspections, {found.problems} problems, {found.horizon_months} "
        f"months of outcomes; internal use, no single enterprise is shown</small></p>",
        f"<h2>{_both(WORDS['discovery'])}</h2>",
        _classes(found),
        "<dl>",
        *(
            f"<dt>{_both(name)}</dt><dd>{escape(value)} {_both(verdict) if verdict.zh else ''}</dd>"
            for name, value, verdict in verdicts(found)
        ),
        "</dl>",
    ]
    for one in found.fairness:
        parts += [f"<h2>{_both(WORDS[one.attribute])}</h2>", _fairness(found, one.attribute)]
    parts.append(
        f"<p><small>不利影响比低于 {found.least_impact:g}，"
        f"或 D 类占比高于总体的 {1 / found.least_impact:g} 倍、"
        f"且不少于 {found.smallest_group} 户的群体标为“需说明”。区间为 Wilson {100 * found.confidence:g}%。"
        f"摘要 {escape(found.digest[:16])}，规则 {escape(found.rules_hash[:16])}</small></p>"
    )
    return html_page(title.zh, "\n".join(parts), _STYLE)


def write_page(path: Path, found: WeightReport) -> None:
    """Write the page beside the file, then rename it into place."""
    replace_text(path, page(found))


def _classes(found: WeightReport) -> str:
    heads = ("class", "enterprises", "share", "inspections", "problems", "rate", "interval")
    rows = []
    for row in found.classes:
        width = round(100 * (row.discovery.rate or 0.0), 2)
        cells = (row.risk_class.value, row.enterprises, percent(row.share), *rate_cells(row.discovery))
        bar = f'<td style="width:20%"><span class="bar" style="width:{width}%"></span></td>'
        rows.append(f"<tr>{_cells(cells)}{bar}</tr>")
    return _table([WORDS[name] for name in heads], rows, extra="<th></th>")


def _fairness(found: WeightReport, attribute: str) -> str:
    heads = ("group", "scored", "d_share", "d_ratio", "impact", "inspections", "problems", "rate", "interval")
    (one,) = (table for table in found.fairness if table.attribute == attribute)
    rows = []
    for row in one.groups:
        name = row.label.zh if row.label.zh == row.label.en else f"{row.label.zh} {row.label.en}"
        cells = (
            name,
            row.scored,
            percent(row.d_share),
            "-" if row.d_ratio is None else f"{row.d_ratio:.2f}",
            "-" if row.impact_ratio is None else f"{row.impact_ratio:.3f}",
            *rate_cells(row.discovery),
            percent(row.discovery_d.rate),
            WORDS["flagged"].zh if row.flagged else "",
        )
        rows.append(f'<tr class="{"flag" if row.flagged else "even"}">{_cells(cells)}</tr>')
    return _table([WORDS[name] for name in (*heads, "rate_d", "flag")], rows)


def _table(heads: Sequence[Label], rows: Iterable[str], extra: str = "") -> str:
    shown = "".join(f"<th>{_both(head)}</th>" for head in heads)
    return f"<table>\n<tr>{shown}{extra}</tr>\n" + "\n".join(rows) + "\n</table>"


def _cells(values: Iterable[object]) -> str:
    return "".join(f"<td>{escape(str(value))}</td>" for value in values)


def _both(label: Label) -> str:
    return f'{escape(label.zh)} <span class="en">{escape(label.en)}</span>'
