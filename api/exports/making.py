"""How each kind of export is made: one function from a task to a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from api.exports.names import ExportKind
from api.exports.stamp import Made
from api.exports.task import Task

Maker: TypeAlias = "Callable[[Task], Made]"


def maker_of(kind: ExportKind) -> Maker:
    """Maker of a kind; what it needs is imported when it is first asked for."""
    from api.exports import dossier, graph_files, lists, month_book

    return {
        ExportKind.DOSSIER_PDF: dossier.dossier_pdf,
        ExportKind.GRAPH_SVG: graph_files.graph_svg,
        ExportKind.EGO_GRAPHML: graph_files.ego_graphml,
        ExportKind.ENTERPRISES_CSV: lists.enterprises_csv,
        ExportKind.ENTERPRISES_XLSX: lists.enterprises_xlsx,
        ExportKind.MEMBERS_CSV: lists.members_csv,
        ExportKind.RECEIPT_CSV: lists.receipt_csv,
        ExportKind.MONTH_XLSX: month_book.month_xlsx,
    }[kind]
