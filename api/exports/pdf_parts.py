"""Parts of a PDF page that reportlab lacks: network, factor bars, class badge, numbered pages.

The built-in font STSong-Light is a font of the reader's program: nothing is embedded, Chinese text
stays text. It has the basic plane only; ``pdf_text`` replaces what lies beyond.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from api.exports.network import CLASS_LOOK, NO_CLASS
from api.exports.safe_text import pdf_text
from api.exports.scene import CORNERS, INK, SOFT, Box, Item, Line, Mark
from graph.domain import RiskClass

FONT = "STSong-Light"
_ARROW = 6.0


def use_font() -> None:
    """Make the Chinese font known to reportlab; a second call does nothing."""
    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))


class NumberedCanvas(Canvas):  # type: ignore[misc]
    """Canvas that draws ground and foot of each page when the number of pages is known.

    Parameters
    ----------
    decorate : callable
        Given the canvas, the page's number and their count.
    made_at : datetime
        Time of creation that the file names; the clock is never asked.
    """

    def __init__(
        self,
        *given: Any,
        decorate: Callable[[Any, int, int], None],
        made_at: datetime,
        **named: Any,
    ) -> None:
        super().__init__(*given, **named | {"invariant": 1})
        told = self._doc._timeStamp
        told.t = int(made_at.timestamp())
        told.lt = made_at.astimezone(UTC).timetuple()
        told.YMDhms = tuple(told.lt)[:6]
        self._decorate = decorate
        self._pages: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802
        """Keep the page until all are there."""
        self._pages.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        """Write all pages."""
        for number, page in enumerate(self._pages, start=1):
            self.__dict__.update(page)
            self._decorate(self, number, len(self._pages))
            super().showPage()
        super().save()


class NetworkFlowable(Flowable):  # type: ignore[misc]
    """A drawing scaled into the width and height given, as vectors."""

    def __init__(
        self, items: Sequence[Item], box: Box, *, width: float, largest: float = 1.0, below: float = 0.0
    ) -> None:
        super().__init__()
        self._items, self._box = items, box
        self._widest, self._largest, self._below = width, largest, below
        self._scale = 1.0

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """As large as fits into what is left of the page, with room for what comes below."""
        room = max(available_height - self._below, 1.0)
        self._scale = min(self._widest / self._box.width, room / self._box.height, self._largest)
        self.width, self.height = self._widest, self._box.height * self._scale
        return self.width, self.height

    def draw(self) -> None:
        """Draw at the origin of the canvas; y of the drawing points downwards."""
        canvas, scale = self.canv, self._scale
        left = (self.width - self._box.width * scale) / 2
        canvas.saveState()
        canvas.translate(left - self._box.left * scale, self.height + self._box.top * scale)
        canvas.scale(scale, scale)
        for item in self._items:
            paint(canvas, item)
        canvas.restoreState()


def paint(canvas: Any, item: Item) -> None:
    """Draw one item, its y turned upwards."""
    if isinstance(item, Line):
        _line(canvas, item)
    elif isinstance(item, Mark):
        _mark(canvas, item)
    else:
        text = pdf_text(item.text)
        x, y = item.at[0], -item.at[1]
        if item.halo:
            left, _, right, _ = item.box
            canvas.setFillColor(Color(1, 1, 1, alpha=0.75))
            canvas.rect(left, y - 0.2 * item.size, right - left, 1.05 * item.size, stroke=0, fill=1)
        canvas.setFillColor(HexColor(item.colour))
        canvas.setFont(FONT, item.size)
        draw = {
            "start": canvas.drawString,
            "middle": canvas.drawCentredString,
            "end": canvas.drawRightString,
        }[item.anchor]
        draw(x, y, text)


def _line(canvas: Any, item: Line) -> None:
    (x1, y1), (x2, y2) = item.start, item.end
    canvas.setStrokeColor(HexColor(item.colour))
    canvas.setLineWidth(item.width)
    canvas.setDash(*((list(item.dash), 0) if item.dash else ([], 0)))
    canvas.line(x1, -y1, x2, -y2)
    canvas.setDash([], 0)
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
    if item.arrow and length > 0:
        dx, dy = (x2 - x1) / length * _ARROW, (y2 - y1) / length * _ARROW
        _polygon(
            canvas,
            [
                (x2, -y2),
                (x2 - dx - 0.4 * dy, -(y2 - dy + 0.4 * dx)),
                (x2 - dx + 0.4 * dy, -(y2 - dy - 0.4 * dx)),
            ],
            fill=item.colour,
            stroke=None,
        )


def _mark(canvas: Any, item: Mark) -> None:
    x, y, size = item.at[0], -item.at[1], item.size
    canvas.setLineWidth(item.width)
    if item.shape == "circle":
        canvas.setFillColor(HexColor(item.fill))
        canvas.setStrokeColor(HexColor(item.stroke))
        canvas.circle(x, y, size, stroke=1, fill=1)
    else:
        corners = [(x + size * dx, y - size * dy) for dx, dy in CORNERS[item.shape]]
        _polygon(canvas, corners, fill=item.fill, stroke=item.stroke)
    if item.letter:
        down = 0.55 if item.shape == "triangle" else 0.4
        canvas.setFillColor(HexColor("#ffffff"))
        canvas.setFont("Helvetica-Bold", size * 1.1)
        canvas.drawCentredString(x, y - down * size, item.letter)


def _polygon(canvas: Any, corners: Sequence[tuple[float, float]], *, fill: str, stroke: str | None) -> None:
    path = canvas.beginPath()
    path.moveTo(*corners[0])
    for corner in corners[1:]:
        path.lineTo(*corner)
    path.close()
    canvas.setFillColor(HexColor(fill))
    if stroke is not None:
        canvas.setStrokeColor(HexColor(stroke))
    canvas.drawPath(path, stroke=0 if stroke is None else 1, fill=1)


class BadgeFlowable(Flowable):  # type: ignore[misc]
    """Class as shape, colour and letter."""

    def __init__(self, risk_class: RiskClass | None, size: float) -> None:
        super().__init__()
        self._class, self._size = risk_class, size
        self.width = self.height = 2.3 * size

    def draw(self) -> None:
        """Draw in the middle of its square."""
        shape, fill = NO_CLASS if self._class is None else CLASS_LOOK[self._class]
        middle = self.width / 2
        letter = "-" if self._class is None else self._class.value
        paint(self.canv, Mark(at=(middle, -middle), size=self._size, shape=shape, fill=fill, letter=letter))


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One factor: points, most points it can weigh (or None), median of the peers (or None)."""

    name: str
    value: float
    most: float | None
    median: float | None
    told: str


class BarsFlowable(Flowable):  # type: ignore[misc]
    """Horizontal bars with a tick at the median of the peers."""

    def __init__(self, bars: Sequence[Bar], *, width: float, row: float = 17.0) -> None:
        super().__init__()
        self._bars, self._row = bars, row
        self.width, self.height = width, row * len(bars) + 2

    def draw(self) -> None:
        """Draw one bar a row."""
        canvas = self.canv
        left, right = 76.0, self.width - 116.0
        scale = (
            max((max(bar.value, bar.most or 0, bar.median or 0) for bar in self._bars), default=1.0) or 1.0
        )
        for number, bar in enumerate(self._bars):
            y = self.height - (number + 1) * self._row + 5
            canvas.setFont(FONT, 9)
            canvas.setFillColor(HexColor(INK))
            canvas.drawString(0, y + 1, pdf_text(bar.name))
            long = right - left
            canvas.setFillColor(HexColor("#edf0f4"))
            canvas.rect(left, y - 1, long * (bar.most or scale) / scale, 9, stroke=0, fill=1)
            canvas.setFillColor(HexColor("#1d57a8"))
            canvas.rect(left, y - 1, long * bar.value / scale, 9, stroke=0, fill=1)
            if bar.median is not None:
                x = left + long * bar.median / scale
                canvas.setStrokeColor(HexColor("#c0282d"))
                canvas.setLineWidth(1.6)
                canvas.line(x, y - 3, x, y + 10)
            canvas.setFillColor(HexColor(SOFT))
            canvas.drawString(right + 8, y + 1, pdf_text(bar.told))
