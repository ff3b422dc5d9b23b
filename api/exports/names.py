"""Closed words of exports; nothing heavy is imported with them."""

from __future__ import annotations

from enum import StrEnum


class ExportKind(StrEnum):
    """What an export is."""

    DOSSIER_PDF = "dossier_pdf"
    GRAPH_SVG = "graph_svg"
    EGO_GRAPHML = "ego_graphml"
    ENTERPRISES_CSV = "enterprises_csv"
    ENTERPRISES_XLSX = "enterprises_xlsx"
    MEMBERS_CSV = "members_csv"
    RECEIPT_CSV = "receipt_csv"
    MONTH_XLSX = "month_xlsx"


class ExportState(StrEnum):
    """Where an export stands; expired: its file was deleted, the row stays."""

    PENDING = "pending"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    EXPIRED = "expired"
