"""The dossier of one enterprise as PDF: what it is, how bad, why and because of whom, with the proof."""

from __future__ import annotations

from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import SimpleDocTemplate

from api import enterprise_reads, month_reads
from api.answers_enterprise import EnterpriseAnswer
from api.exports.dossier_pages import decorate
from api.exports.dossier_sections import (
    about,
    head,
    history,
    network_section,
    path_section,
    reasons,
    record_section,
    warnings,
)
from api.exports.graph_files import content_of, network_of
from api.exports.pdf_parts import NumberedCanvas, use_font
from api.exports.safe_text import plain
from api.exports.stamp import ContentHash, Made
from api.exports.task import Task
from graph.disk import disk_full_as_error

MARGIN = 17 * mm
FOOT = 27 * mm
WIDTH = A4[0] - 2 * MARGIN
_PADDING = 6
"""Padding of a frame of reportlab, on every side."""


def dossier_pdf(task: Task) -> Made:
    """Write the dossier of the subject; the same inputs make the same bytes."""
    use_font()
    stamp = task.stamp
    enterprise = enterprise_reads.enterprise(task.reading, task.named_subject)
    receipt = month_reads.receipt(task.reading, task.named_subject)
    network = network_of(task)
    content = ContentHash()
    content.add(enterprise.model_dump(mode="json"))
    content.add(receipt.model_dump(mode="json"))
    content.add(content_of(network))
    sha256 = content.hexdigest()

    parts: list[Any] = [
        *warnings(enterprise, receipt, stamp),
        *head(enterprise, stamp, authority=_authority(task, enterprise), width=WIDTH),
        *history(enterprise, stamp, width=WIDTH),
        *reasons(receipt, stamp, width=WIDTH),
        *record_section(enterprise, stamp, width=WIDTH),
        *path_section(receipt, stamp, width=WIDTH),
        *network_section(network, stamp, width=WIDTH),
        *about(receipt, network, stamp, sha256, width=WIDTH),
    ]
    found = enterprise.enterprise
    document = SimpleDocTemplate(
        str(task.path),
        pagesize=A4,
        leftMargin=MARGIN - _PADDING,
        rightMargin=MARGIN - _PADDING,
        topMargin=MARGIN,
        bottomMargin=FOOT,
        title=plain(f"{found.name or ''} {found.enterprise_id}"),
        author=plain(stamp.operator),
        subject=plain(stamp.say(stamp.purpose)),
        creator="Guanlian",
        pageCompression=1,
    )

    def canvas(*given: Any, **named: Any) -> NumberedCanvas:
        return NumberedCanvas(
            *given,
            made_at=stamp.at,
            decorate=lambda page, number, count: decorate(
                page,
                number,
                count,
                stamp=stamp,
                name=found.name or "",
                code=found.enterprise_id,
                sha256=sha256,
            ),
            **named,
        )

    with disk_full_as_error("the export", task.path.parent):
        document.build(parts, canvasmaker=canvas)
    return Made(
        rows=len(receipt.receipt.lines),
        truncated=network.truncated or receipt.receipt.parts > len(receipt.receipt.lines),
        content_sha256=sha256,
    )


def _authority(task: Task, answer: EnterpriseAnswer) -> str | None:
    """Name and code of the supervising authority, as far as known."""
    code = answer.enterprise.supervising_authority
    name = None if code is None else task.authority_name(code)
    return code if name is None else f"{name}（{code}）"
