"""A network as a drawing: marks, lines and texts with their extent, for SVG and PDF alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, hypot, pi, sin
from typing import TypeAlias

from api.exports.safe_text import text_width

Point: TypeAlias = tuple[float, float]
INK, SOFT, PAPER = "#1c2430", "#586373", "#ffffff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A straight line; ``dash`` in units of the drawing, ``arrow`` at its end."""

    start: Point
    end: Point
    colour: str
    width: float = 1.0
    dash: tuple[float, ...] = ()
    arrow: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A closed shape around a point; ``shape`` is a key of ``CORNERS`` or ``circle``."""

    at: Point
    size: float
    shape: str
    fill: str
    stroke: str = PAPER
    width: float = 1.0
    letter: str = ""
    told: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One line of text; ``anchor`` says which part of it stands at the point."""

    at: Point
    text: str
    size: float
    colour: str = INK
    anchor: str = "middle"
    halo: bool = False

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom; y points downwards and is the base line."""
        wide = text_width(self.text) * self.size
        left = self.at[0] - {"start": 0.0, "middle": wide / 2, "end": wide}[self.anchor]
        return left, self.at[1] - 0.9 * self.size, left + wide, self.at[1] + 0.25 * self.size


Item: TypeAlias = Line | Mark | Words

CORNERS: dict[str, tuple[Point, ...]] = {
    "square": ((-0.86, -0.86), (0.86, -0.86), (0.86, 0.86), (-0.86, 0.86)),
    "triangle": ((0.0, -1.12), (1.16, 0.88), (-1.16, 0.88)),
    "octagon": tuple((1.05 * cos(pi / 8 + k * pi / 4), 1.05 * sin(pi / 8 + k * pi / 4)) for k in range(8)),
    "diamond": ((0.0, -1.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0)),
}
"""Corners of the shapes of size 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Extent of a drawing."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top

    def grown(self, margin: float) -> Box:
        """The box with a margin on every side."""
        return Box(
            left=self.left - margin,
            top=self.top - margin,
            right=self.right + margin,
            bottom=self.bottom + margin,
        )


def extent(items: Iterable[Item]) -> Box:
    """Smallest box that holds every item, its text and its stroke too."""
    left = top = float("inf")
    right = bottom = float("-inf")
    for item in items:
        for box in _boxes(item):
            left, top = min(left, box[0]), min(top, box[1])
            right, bottom = max(right, box[2]), max(bottom, box[3])
    if left > right:
        return Box(left=0.0, top=0.0, right=1.0, bottom=1.0)
    return Box(left=left, top=top, right=right, bottom=bottom)


def _boxes(item: Item) -> Iterable[tuple[float, float, float, float]]:
    if isinstance(item, Words):
        yield item.box
    elif isinstance(item, Mark):
        reach = 1.2 * item.size + item.width
        x, y = item.at
        yield x - reach, y - reach, x + reach, y + reach
    else:
        half = item.width
        for x, y in (item.start, item.end):
            yield x - half, y - half, x + half, y + half


def shortened_line(start: Point, end: Point, before: float, after: float, aside: float = 0.0) -> Line | None:
    """Ends of a line between two marks, drawn from edge to edge; None if nothing is left between."""
    length = hypot(end[0] - start[0], end[1] - start[1])
    if length <= before + after + 1:
        return None
    along = ((end[0] - start[0]) / length, (end[1] - start[1]) / length)
    off = (-along[1] * aside, along[0] * aside)
    return Line(
        start=(start[0] + along[0] * before + off[0], start[1] + along[1] * before + off[1]),
        end=(end[0] - along[0] * after + off[0], end[1] - along[1] * after + off[1]),
        colour=INK,
    )
