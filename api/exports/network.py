"""The network of an export: which nodes and ties, where each stands, and the drawing of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from api.answers import NodeView, TieView
from api.exports.layout import Places, force_places, ring_places
from api.exports.safe_text import plain, shortened
from api.exports.scene import INK, SOFT, Item, Line, Mark, Point, Words, shortened_line
from graph.catalogue import relations
from graph.domain import NodeKind, RiskClass, TieKind
from scoring.results_types import Label

CLASS_LOOK: dict[RiskClass, tuple[str, str]] = {
    RiskClass.A: ("circle", "#1d7a46"),
    RiskClass.B: ("square", "#2763b5"),
    RiskClass.C: ("triangle", "#a85a00"),
    RiskClass.D: ("octagon", "#c0282d"),
}
"""Shape and fill of each class, the same as on the page."""
NO_CLASS = ("circle", "#7b8694")
KIND_LOOK: dict[NodeKind, tuple[str, str]] = {
    NodeKind.PERSON: ("circle", "#ffffff"),
    NodeKind.PLACE: ("diamond", "#e8ecf1"),
    NodeKind.CONTACT: ("diamond", "#ffffff"),
}
KIND_WORDS: dict[NodeKind, Label] = {
    NodeKind.ENTERPRISE: Label(zh="企业", en="enterprise"),
    NodeKind.PERSON: Label(zh="人员", en="person"),
    NodeKind.PLACE: Label(zh="住所", en="address"),
    NodeKind.CONTACT: Label(zh="联系方式", en="phone or mail"),
}
NOT_CLASSED = Label(zh="未评价", en="not classed")
TIE_LOOK: dict[TieKind, tuple[str, tuple[float, ...]]] = {
    TieKind.LEGAL_REPRESENTATIVE_OF: ("#7a3e9d", ()),
    TieKind.HOLDS: ("#1f4e79", ()),
    TieKind.OFFICER_OF: ("#2a7f62", ()),
    TieKind.BRANCH_OF: ("#0b7285", ()),
    TieKind.GUARANTEES: ("#9a3412", ()),
    TieKind.LENDS_TO: ("#9a3412", (6, 3)),
    TieKind.LEASES_TO: ("#9a3412", (2, 3)),
    TieKind.TRADES_WITH: ("#854d0e", ()),
    TieKind.REGISTERED_AT: ("#6b7280", (5, 4)),
    TieKind.REACHED_AT: ("#6b7280", (2, 3)),
    TieKind.FILED_BY: ("#6b7280", (8, 3, 2, 3)),
    TieKind.POSSIBLY_SAME: ("#be185d", (2, 3)),
}
"""Colour and dashes of each kind of tie; kinds of one colour differ in dashes."""
_LABEL = 12.0
_CELL = (11.0, 8.0)
_MOST_SHARES = 120
_SIDE = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Nodes and ties to be drawn, the truth about what was left out.

    ``centre`` is the id of the node in the middle.
    """

    centre: str
    nodes: tuple[NodeView, ...]
    ties: tuple[TieView, ...]
    total: int
    ties_total: int
    truncated: bool


def placed(network: Network, layout: str, given: Mapping[str, Point] | None = None) -> dict[str, Point]:
    """Place of every node by id: as given, else computed; rounded, so that files are the same anywhere."""
    ids = [node.id for node in network.nodes]
    if given:
        return {one: given[one] for one in ids}
    rows = {one: row for row, one in enumerate(ids)}
    ends = [(rows[tie.source_id], rows[tie.target_id]) for tie in network.ties]
    both = np.array(sorted(set(ends)) or [(0, 0)], dtype=np.int64)
    make = ring_places if layout == "rings" else force_places
    places: Places = make(len(ids), both[:, 0], both[:, 1], rows[network.centre])
    return {
        one: (round(float(x), 1), round(float(y), 1))
        for one, (x, y) in zip(ids, places.tolist(), strict=True)
    }


def drawing(network: Network, places: Mapping[str, Point]) -> list[Item]:
    """Ties below, nodes above, labels on top: of all nodes where they fit, the weightiest first."""
    shown = {node.id: node for node in network.nodes}
    sizes = {one: _size(node, network.centre) for one, node in shown.items()}
    items: list[Item] = list(_lines(network.ties, places, sizes))
    marks = [_mark(node, places[node.id], sizes[node.id], network.centre) for node in network.nodes]
    return [*items, *marks, *_labels(network, places, sizes)]


def _size(node: NodeView, centre: str) -> float:
    if node.kind is not NodeKind.ENTERPRISE:
        return 7.0
    return 15.0 if node.id == centre else min(8.0 + node.degree**0.5, 13.0)


def _mark(node: NodeView, at: Point, size: float, centre: str) -> Mark:
    shape, fill = look_of(node)
    bare = node.kind is not NodeKind.ENTERPRISE
    return Mark(
        at=at,
        size=size,
        shape=shape,
        fill=fill,
        stroke=SOFT if bare else (INK if node.id == centre else "#ffffff"),
        width=2.5 if node.id == centre else 1.0,
        letter="" if node.risk_class is None else node.risk_class.value,
        told=f"{plain(node.label)} {plain(node.id)}"
        if node.kind is NodeKind.ENTERPRISE
        else plain(node.label),
    )


def look_of(node: NodeView) -> tuple[str, str]:
    """Shape and fill of a node."""
    if node.kind is not NodeKind.ENTERPRISE:
        return KIND_LOOK[node.kind]
    return NO_CLASS if node.risk_class is None else CLASS_LOOK[node.risk_class]


def _lines(
    ties: Sequence[TieView], places: Mapping[str, Point], sizes: Mapping[str, float]
) -> list[Line | Words]:
    """One line a tie; those between the same two nodes side by side."""
    beside: Counter[tuple[str, ...]] = Counter()
    made: list[Line | Words] = []
    for tie in ties:
        pair = tuple(sorted((tie.source_id, tie.target_id)))
        number = beside[pair]
        beside[pair] += 1
        turned = 1.0 if pair[0] == tie.source_id else -1.0
        aside = turned * _SIDE * ((number + 1) // 2) * (1 if number % 2 else -1)
        start, end = places[tie.source_id], places[tie.target_id]
        line = shortened_line(start, end, sizes[tie.source_id], sizes[tie.target_id] + 2, aside)
        if line is None:
            continue
        colour, dash = TIE_LOOK[tie.kind]
        void = bool(tie.statuses)
        made.append(
            replace(
                line,
                colour="#9aa3af" if void else colour,
                dash=(1.5, 4) if void else dash,
                width=1.8 if tie.share is not None and tie.share > 0.5 else 1.0,
                arrow=tie.kind is not TieKind.POSSIBLY_SAME,
            )
        )
        if tie.share is not None and len(ties) <= _MOST_SHARES:
            middle = ((line.start[0] + line.end[0]) / 2, (line.start[1] + line.end[1]) / 2 + 3)
            made.append(Words(at=middle, text=share_text(tie.share), size=9.0, colour=colour, halo=True))
    return made


def share_text(share: float) -> str:
    """Share in percent, without needless digits."""
    return f"{100 * share:.2f}".rstrip("0").rstrip(".") + "%"


def _labels(network: Network, places: Mapping[str, Point], sizes: Mapping[str, float]) -> list[Words]:
    """At most one label a cell of a grid, the weightiest node of it first; the centre always."""
    taken = {cell for one, (x, y) in places.items() for cell in _cells(_around(x, y, 0.8 * sizes[one]))}
    made = []
    for node in sorted(network.nodes, key=lambda node: (-_weight(node, network.centre), node.id)):
        x, y = places[node.id]
        words = Words(
            at=(x, y + sizes[node.id] + 1.15 * _LABEL),
            text=shortened(plain(node.short_name), 12 if node.id != network.centre else 24),
            size=_LABEL if node.kind is NodeKind.ENTERPRISE else 0.85 * _LABEL,
            colour=INK if node.kind is NodeKind.ENTERPRISE else SOFT,
            halo=True,
        )
        cells = _cells(words.box) - _cells(_around(x, y, 0.8 * sizes[node.id]))
        if node.id != network.centre and taken & cells:
            continue
        taken |= cells
        made.append(words)
    return made


def _around(x: float, y: float, reach: float) -> tuple[float, float, float, float]:
    return x - reach, y - reach, x + reach, y + reach


def _cells(box: tuple[float, float, float, float]) -> set[tuple[int, int]]:
    """Cells of a fine grid that a box touches."""
    left, top, right, bottom = box
    return {
        (column, row)
        for column in range(int(left // _CELL[0]), int(right // _CELL[0]) + 1)
        for row in range(int(top // _CELL[1]), int(bottom // _CELL[1]) + 1)
    }


def _weight(node: NodeView, centre: str) -> float:
    worst = 0 if node.risk_class is None else "ABCD".index(node.risk_class.value) * 10
    firm = 5 if node.kind is NodeKind.ENTERPRISE else 0
    return 1e9 if node.id == centre else worst + firm + min(node.degree, 1000) / 100


def tie_label(kind: TieKind) -> Label:
    """Name of a kind of tie."""
    found = relations().kinds[kind]
    return Label(zh=found.zh, en=found.en)
