"""Own writer of SVG: vector, no script, no style sheet, no outside font or image, every text escaped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import ceil

from api.exports.safe_text import text_width, xml_text
from api.exports.scene import CORNERS, Box, Item, Line, Mark, Words

_FONT = "'PingFang SC','Microsoft YaHei','Noto Sans CJK SC','Source Han Sans SC',SimSun,sans-serif"


def svg(items: Iterable[Item], box: Box, *, title: str, description: str, watermark: str) -> str:
    """Document of a drawing.

    Parameters
    ----------
    items : iterable of Item
        In the order of painting; every one lies in ``box``.
    box : Box
    title, description : str
        Names for readers of screens.
    watermark : str
        Written slanted all over the ground.
    """
    size = f'width="{_n(box.width)}" height="{_n(box.height)}"'
    view = f'viewBox="{_n(box.left)} {_n(box.top)} {_n(box.width)} {_n(box.height)}"'
    listed = list(items)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {view} role="img" aria-labelledby="t d" '
        f'font-family="{_FONT}">',
        f'<title id="t">{xml_text(title)}</title><desc id="d">{xml_text(description)}</desc>',
        f"<defs>{''.join(_arrows(listed))}</defs>",
        f'<rect x="{_n(box.left)}" y="{_n(box.top)}" {size} fill="#ffffff"/>',
        _watermark(box, watermark),
        *(_shape(item) for item in listed),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _n(value: float) -> str:
    """Number with at most one decimal."""
    return (
        f"{value:.1f}".removesuffix(".0").replace("-0", "0")
        if abs(value) < 0.05
        else (f"{value:.1f}".removesuffix(".0"))
    )


def _arrows(items: Iterable[Item]) -> Iterator[str]:
    for colour in sorted({item.colour for item in items if isinstance(item, Line) and item.arrow}):
        yield (
            f'<marker id="{_arrow(colour)}" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" '
            f'markerHeight="8" markerUnits="userSpaceOnUse" orient="auto">'
            f'<path d="M0 .8 8 4 0 7.2z" fill="{colour}"/></marker>'
        )


def _arrow(colour: str) -> str:
    return f"a{colour.lstrip('#')}"


def _watermark(box: Box, text: str) -> str:
    size = 20.0
    step_x, step_y = text_width(text) * size + 120, 190.0
    across, down = ceil(box.width / step_x) + 1, ceil(box.height / step_y)
    if across * down > 400:
        larger = (across * down / 400) ** 0.5
        size, step_x, step_y = size * larger, step_x * larger, step_y * larger
        across, down = ceil(box.width / step_x) + 1, ceil(box.height / step_y)
    said = xml_text(text)
    found = []
    for row in range(down):
        for column in range(across):
            x = box.left + (column - 0.5 * (row % 2)) * step_x + 40
            y = box.top + (row + 0.7) * step_y
            found.append(
                f'<text x="{_n(x)}" y="{_n(y)}" transform="rotate(-24 {_n(x)} {_n(y)})">{said}</text>'
            )
    return (
        f'<g fill="#8a94a3" fill-opacity=".2" font-size="{_n(size)}" aria-hidden="true">{"".join(found)}</g>'
    )


def _shape(item: Item) -> str:
    if isinstance(item, Line):
        dash = f' stroke-dasharray="{" ".join(_n(part) for part in item.dash)}"' if item.dash else ""
        arrow = f' marker-end="url(#{_arrow(item.colour)})"' if item.arrow else ""
        (x1, y1), (x2, y2) = item.start, item.end
        return (
            f'<path d="M{_n(x1)} {_n(y1)}L{_n(x2)} {_n(y2)}" stroke="{item.colour}" '
            f'stroke-width="{_n(item.width)}" fill="none"{dash}{arrow}/>'
        )
    if isinstance(item, Mark):
        return _mark(item)
    return _words(item)


def _mark(item: Mark) -> str:
    (x, y), size = item.at, item.size
    look = f'fill="{item.fill}" stroke="{item.stroke}" stroke-width="{_n(item.width)}"'
    if item.shape == "circle":
        body = f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(size)}" {look}/>'
    else:
        corners = " ".join(f"{_n(x + size * dx)},{_n(y + size * dy)}" for dx, dy in CORNERS[item.shape])
        body = f'<polygon points="{corners}" {look}/>'
    letter = ""
    if item.letter:
        down = 0.55 if item.shape == "triangle" else 0.38
        letter = (
            f'<text x="{_n(x)}" y="{_n(y + down * size)}" font-size="{_n(size * 1.1)}" font-weight="700" '
            f'text-anchor="middle" fill="#ffffff">{xml_text(item.letter)}</text>'
        )
    told = f"<title>{xml_text(item.told)}</title>" if item.told else ""
    return f"<g>{told}{body}{letter}</g>"


def _words(item: Words) -> str:
    halo = (
        ' stroke="#ffffff" stroke-width="3" stroke-linejoin="round" paint-order="stroke"' if item.halo else ""
    )
    anchor = "" if item.anchor == "start" else f' text-anchor="{item.anchor}"'
    x, y = item.at
    return (
        f'<text x="{_n(x)}" y="{_n(y)}" font-size="{_n(item.size)}" fill="{item.colour}"{anchor}{halo}>'
        f"{xml_text(item.text)}</text>"
    )
