"""Plots of an evaluation as SVG: plain shapes and text, no picture, no outside file."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from scoring.evaluation.results import Bin, RowResult, StrengthResult

_INK, _PALE, _MARK, _OTHER = "#222", "#ccc", "#1565a8", "#b3541e"
_NARROW = 0x2E80
_COLOURS = {"model": _MARK, "baseline": _OTHER, "oracle": "#2e7d32"}


def reliability_plot(bins: Sequence[Bin], size: int = 320) -> str:
    """Predicted against observed; the diagonal is perfect, the area of a point its weight."""
    most = max([*(b.predicted for b in bins), *(b.observed for b in bins), 0.01]) * 1.05
    total = sum(b.count for b in bins)
    side, edge = size - 60, 45

    def place(x: float, y: float) -> tuple[float, float]:
        return edge + x / most * side, 15 + side - y / most * side

    parts = [_line(*place(0, 0), *place(most, most), _PALE), _frame(edge, 15, side, side)]
    for one in bins:
        x, y = place(one.predicted, one.observed)
        radius = 2 + 6 * (one.count / total) ** 0.5
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{_MARK}" fill-opacity=".7"/>')
    for step in range(5):
        value = most * step / 4
        x, y = place(value, value)
        parts.append(_text(x, 15 + side + 14, f"{value:.3f}", "middle"))
        parts.append(_text(edge - 4, y + 4, f"{value:.3f}", "end"))
    parts.append(_text(edge + side / 2, size - 4, "预测概率 predicted", "middle"))
    parts.append(_text(edge, 10, "实际比例 observed", "start"))
    return _svg(size, size + 6, parts)


def bars_plot(rows: Sequence[RowResult], value: str, title: str) -> str:
    """One bar a row: ``auprc``, ``auroc``, or the lift at a capacity such as ``lift 0.01``."""
    name, _, share = value.partition(" ")
    numbers = [float(getattr(row, name)[share] if share else getattr(row, name)) for row in rows]
    return _bars(
        [
            (row.label.zh, number, _COLOURS.get(row.group, "#777"))
            for row, number in zip(rows, numbers, strict=True)
        ],
        title,
    )


def _bars(entries: Sequence[tuple[str, float, str]], title: str) -> str:
    most, height, width = max([*(e[1] for e in entries), 1e-9]), 20, 300
    left = _room([label for label, _, _ in entries])
    parts = [_text(4, 14, title, "start")]
    for row, (label, number, colour) in enumerate(entries):
        y = 24 + row * height
        parts.append(_text(left - 6, y + 12, label, "end"))
        length = max(number, 0) / most * width
        parts.append(f'<rect x="{left}" y="{y}" width="{length:.1f}" height="{height - 6}" fill="{colour}"/>')
        parts.append(_text(left + length + 4, y + 12, f"{number:.4f}", "start"))
    return _svg(left + width + 70, 30 + len(entries) * height, parts)


def strengths_plot(strengths: Sequence[StrengthResult]) -> str:
    """Strengths with their intervals; one that is 0 is not published."""
    most = max([*(one.high for one in strengths), 1e-9])
    height, width = 20, 320
    left = _room([one.label.zh for one in strengths])
    parts = [_text(4, 14, "关联强度（12个月内风险）与区间 strengths with intervals", "start")]
    for row, one in enumerate(strengths):
        y = 24 + row * height + 7
        colour = _OTHER if one.policy else _MARK
        low, at, high = (left + value / most * width for value in (one.low, one.hazard, one.high))
        parts.append(_text(left - 6, y + 5, one.label.zh, "end"))
        parts.append(_line(low, y, high, y, colour))
        parts.append(
            f'<circle cx="{at:.1f}" cy="{y}" r="4" stroke="{colour}" '
            f'fill="{colour if one.hazard else "#fff"}"/>'
        )
        parts.append(_text(left + width + 8, y + 5, f"{one.hazard:.4f}", "start"))
    return _svg(left + width + 70, 34 + len(strengths) * height, parts)


def _room(labels: Sequence[str]) -> float:
    """Space that the longest label needs, a wide character being twice a narrow one."""
    return 20 + max((sum(12.5 if ord(one) > _NARROW else 7 for one in label) for label in labels), default=0)


def _svg(width: float, height: float, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" height="{height:.0f}" role="img">{"".join(parts)}</svg>'
    )


def _line(x1: float, y1: float, x2: float, y2: float, colour: str) -> str:
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" stroke-width="2"/>'
    )


def _frame(x: float, y: float, width: float, height: float) -> str:
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="none" stroke="{_PALE}"/>'


def _text(x: float, y: float, words: str, anchor: str) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {place} font-size="12" fill="{_INK}">{escape(words)}</text>'
