"""Chinese text cut into lines that a printer would accept.

A line never begins with closing punctuation nor ends with opening punctuation (GB/T 15834, "Use of
punctuation marks", 5.1: such signs stand at the end, or the beginning, of a line only with what they
belong to); words and numbers of other scripts stay whole where a line can hold them.
"""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Paragraph

_NOT_FIRST = frozenset("，。、；：？！）》〉」』】〕］｝”’…—·％‰℃～,.;:?!)]}%°")
_NOT_LAST = frozenset("（《〈「『【〔［｛“‘([{￥＃＠$#@")
_FUZZ = 1e-3


def cut(text: str, widths: Sequence[float], room: Sequence[float]) -> list[tuple[float, str]]:
    """Lines of a text with the room that each leaves; the last room counts for all lines after it.

    Parameters
    ----------
    text : str
    widths : sequence of float
        Of each sign, points.
    room : sequence of float
        Of each line, points. A line holds one sign at least, however narrow the room.
    """
    lines: list[tuple[float, str]] = []
    start = 0
    while start < len(text):
        wide = room[min(len(lines), len(room) - 1)]
        used, end = 0.0, start
        while end < len(text) and (used + widths[end] <= wide + _FUZZ or end == start):
            used += widths[end]
            end += 1
        if end < len(text):
            end = _better(text, start, end)
        line = text[start:end].rstrip(" ")
        lines.append((wide - sum(widths[start : start + len(line)]), line))
        start = end
        while start < len(text) and text[start] == " ":
            start += 1
    return lines or [(room[0], "")]


def _better(text: str, start: int, end: int) -> int:
    """The last place not behind ``end`` where a line may end; ``end`` itself where there is none."""
    for place in range(end, start, -1):
        before, after = text[place - 1], text[place]
        if after in _NOT_FIRST or before in _NOT_LAST or (_western(before) and _western(after)):
            continue
        return place
    return end


def _western(sign: str) -> bool:
    return sign < "\u2e80" and sign != " "


class ChineseParagraph(Paragraph):  # type: ignore[misc]
    """A paragraph of one font whose lines are cut by ``cut``; reportlab's own begin with ， and 。."""

    def breakLinesCJK(self, maxWidths: float | list[float]) -> object:  # noqa: N802, N803
        """Lines for the widths given, in the form that reportlab draws."""
        room = list(maxWidths) if isinstance(maxWidths, list | tuple) else [maxWidths]
        if len(self.frags) != 1 or getattr(self, "_splitpara", False):
            return super().breakLinesCJK(maxWidths)
        (part,) = self.frags
        self.height = 0
        widths = [stringWidth(sign, part.fontName, part.fontSize) for sign in part.text]
        lines = [(left, [line]) for left, line in cut(part.text, widths, room)]
        return part.clone(kind=0, lines=lines, ascent=part.fontSize, descent=-0.2 * part.fontSize)
