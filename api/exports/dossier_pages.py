"""Ground and foot of every page of the dossier: watermark, and what the page has to say of itself."""

from __future__ import annotations

from typing import Any

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm

from api.exports.pdf_parts import FONT
from api.exports.safe_text import pdf_text, shortened, text_width
from api.exports.scene import SOFT
from api.exports.stamp import Stamp

_SIZE = 15.0
_LEFT = 17 * mm


def decorate(
    canvas: Any, number: int, count: int, *, stamp: Stamp, name: str, code: str, sha256: str
) -> None:
    """Watermark over the page, head line from the second page, foot with who, what for, when, which data."""
    _watermark(canvas, pdf_text(stamp.watermark))
    canvas.saveState()
    canvas.setFillColor(HexColor(SOFT))
    canvas.setStrokeColor(HexColor("#bfc7d2"))
    canvas.setLineWidth(0.6)
    right = A4[0] - _LEFT
    canvas.line(_LEFT, 23 * mm, right, 23 * mm)
    canvas.setFont(FONT, 7.6)
    word = stamp.word
    lines = (
        f"{shortened(name, 40)} · {code} · {stamp.data}",
        f"{word('操作人', 'operator')} {shortened(stamp.operator, 30)} · {stamp.time} · "
        f"{word('用途', 'purpose')} {stamp.say(stamp.purpose)} · "
        f"{word('接收方', 'recipient')} {stamp.say(stamp.recipient)}",
        f"{word('内容指纹', 'content')} sha256 {sha256}",
        stamp.warning,
    )
    for row, text in enumerate(lines):
        canvas.drawString(_LEFT, 19.4 * mm - row * 3.6 * mm, pdf_text(text))
    page = word(f"第 {number} / {count} 页", f"page {number} of {count}")
    canvas.setFont(FONT, 8.5)
    canvas.drawRightString(right, 19.4 * mm, pdf_text(page))
    canvas.restoreState()


def _watermark(canvas: Any, text: str) -> None:
    canvas.saveState()
    canvas.setFillColor(Color(0.42, 0.46, 0.53, alpha=0.13))
    canvas.setFont(FONT, _SIZE)
    step = text_width(text) * _SIZE + 60
    canvas.translate(A4[0] / 2, A4[1] / 2)
    canvas.rotate(28)
    reach = (A4[0] + A4[1]) / 2
    row, y = 0, -reach
    while y < reach:
        x = -reach - (step / 2 if row % 2 else 0)
        while x < reach:
            canvas.drawString(x, y, text)
            x += step
        y += 118
        row += 1
    canvas.restoreState()
