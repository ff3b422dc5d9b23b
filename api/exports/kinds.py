"""Kinds of exports: what each is made of, what it may be given, what its file is called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from api.exports.names import ExportKind
from scoring.results_types import Label

Subject = Literal["enterprise", "cluster", "none"]

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CSV = "text/csv; charset=utf-8"
_GRAPH = frozenset({"hops", "cap", "ties", "ended", "void"})
_LIST = frozenset({"risk_class", "region", "enterprise_ids"})


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRule:
    """What one kind needs and makes.

    Parameters
    ----------
    label : Label
    subject : "enterprise", "cluster" or "none"
        What the subject of a request has to be.
    suffix, media_type : str
    parameters : frozenset of str
        Parameters it obeys besides the language; any other is refused.
    """

    label: Label
    subject: Subject
    suffix: str
    media_type: str
    parameters: frozenset[str] = frozenset()


KINDS: dict[ExportKind, KindRule] = {
    ExportKind.DOSSIER_PDF: KindRule(
        label=Label(zh="企业风险画像", en="enterprise dossier"),
        subject="enterprise",
        suffix="pdf",
        media_type="application/pdf",
        parameters=_GRAPH,
    ),
    ExportKind.GRAPH_SVG: KindRule(
        label=Label(zh="关系图谱", en="relation graph"),
        subject="enterprise",
        suffix="svg",
        media_type="image/svg+xml",
        parameters=_GRAPH | {"layout", "positions"},
    ),
    ExportKind.EGO_GRAPHML: KindRule(
        label=Label(zh="关系数据", en="relation data"),
        subject="enterprise",
        suffix="graphml",
        media_type="application/graphml+xml",
        parameters=_GRAPH,
    ),
    ExportKind.ENTERPRISES_CSV: KindRule(
        label=Label(zh="企业清单", en="list of enterprises"),
        subject="none",
        suffix="csv",
        media_type=_CSV,
        parameters=_LIST,
    ),
    ExportKind.ENTERPRISES_XLSX: KindRule(
        label=Label(zh="企业清单", en="list of enterprises"),
        subject="none",
        suffix="xlsx",
        media_type=_XLSX,
        parameters=_LIST,
    ),
    ExportKind.MEMBERS_CSV: KindRule(
        label=Label(zh="群组成员", en="members of a cluster"),
        subject="cluster",
        suffix="csv",
        media_type=_CSV,
    ),
    ExportKind.RECEIPT_CSV: KindRule(
        label=Label(zh="得分明细", en="receipt"),
        subject="enterprise",
        suffix="csv",
        media_type=_CSV,
    ),
    ExportKind.MONTH_XLSX: KindRule(
        label=Label(zh="月度分析", en="month by authority and industry"),
        subject="none",
        suffix="xlsx",
        media_type=_XLSX,
    ),
}
"""Rule of every kind."""
