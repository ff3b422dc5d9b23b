"""Rows of the register as they are answered."""

from __future__ import annotations

from datetime import UTC, datetime

from api.exports.kinds import KINDS
from api.exports.names import ExportState
from api.exports.register import Order
from api.exports.shapes import ExportFile, ExportProblem, ExportView


def view_of(order: Order) -> ExportView:
    """Row as its account sees it."""
    rule = KINDS[order.kind]
    file = problem = None
    if order.state is ExportState.DONE:
        file = ExportFile(
            name=order.file_name or "",
            media_type=rule.media_type,
            size=order.size or 0,
            sha256=order.sha256 or "",
            content_sha256=order.content_sha256 or "",
            rows=order.rows or 0,
            truncated=bool(order.truncated),
        )
    if order.state is ExportState.FAILED:
        problem = ExportProblem(code=order.problem_code or "internal", detail=order.problem_detail or "")
    return ExportView(
        id=order.id,
        kind=order.kind,
        label=rule.label,
        state=order.state,
        subject=order.subject,
        month=order.month,
        revision=order.revision,
        purpose=order.purpose,
        recipient=order.recipient,
        asked_at=_time(order.asked_at),
        finished_at=None if order.finished_at is None else _time(order.finished_at),
        expires_at=None if order.expires_at is None else _time(order.expires_at),
        file=file,
        problem=problem,
    )


def _time(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")
