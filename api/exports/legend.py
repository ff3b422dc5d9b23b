"""Head, legend and foot around the drawing of a network."""

from __future__ import annotations

from dataclasses import replace

from api.exports.network import (
    CLASS_LOOK,
    KIND_LOOK,
    KIND_WORDS,
    NO_CLASS,
    NOT_CLASSED,
    TIE_LOOK,
    Network,
    tie_label,
)
from api.exports.safe_text import plain, text_width
from api.exports.scene import SOFT, Box, Item, Line, Mark, Words
from api.exports.stamp import Stamp
from graph.domain import NodeKind, TieKind

_SIZE = 13.0
_ROW = 22.0
_NARROWEST = 760.0


def legend(network: Network, stamp: Stamp, *, left: float, top: float, width: float) -> list[Item]:
    """What shapes and lines mean, only those in use, in rows of at most ``width``."""
    made: list[Item] = []
    x, y = left, top
    for sign, text in _entries(network, stamp):
        wide = 34 + text_width(text) * _SIZE + 20
        if x > left and x + wide > left + width:
            x, y = left, y + _ROW
        if isinstance(sign, Mark):
            made.append(replace(sign, at=(x + 13, y)))
        else:
            made.append(replace(sign, start=(x, y), end=(x + 26, y)))
        made.append(Words(at=(x + 34, y + 4.5), text=text, size=_SIZE, anchor="start"))
        x += wide
    return made


def _entries(network: Network, stamp: Stamp) -> list[tuple[Mark | Line, str]]:
    made: list[tuple[Mark | Line, str]] = []
    firms = [node for node in network.nodes if node.kind is NodeKind.ENTERPRISE]
    for risk_class, (shape, fill) in CLASS_LOOK.items():
        if any(node.risk_class is risk_class for node in firms):
            text = stamp.word(f"{risk_class.value} 类", f"class {risk_class.value}")
            made.append((_sign(shape, fill, letter=risk_class.value), text))
    if any(node.risk_class is None for node in firms):
        made.append((_sign(*NO_CLASS), stamp.say(NOT_CLASSED)))
    kinds = {node.kind for node in network.nodes}
    for kind, (shape, fill) in KIND_LOOK.items():
        if kind in kinds:
            made.append((_sign(shape, fill, stroke=SOFT), stamp.say(KIND_WORDS[kind])))
    used = {tie.kind for tie in network.ties}
    for tie in TieKind:
        if tie in used:
            colour, dash = TIE_LOOK[tie]
            line = Line(start=(0, 0), end=(0, 0), colour=colour, width=1.6, dash=dash, arrow=True)
            made.append((line, stamp.say(tie_label(tie))))
    if any(found.statuses for found in network.ties):
        line = Line(start=(0, 0), end=(0, 0), colour="#9aa3af", width=1.6, dash=(1.5, 4), arrow=True)
        made.append((line, stamp.word("有异议或已撤销的关联", "tie objected to or revoked")))
    return made


def _sign(shape: str, fill: str, *, letter: str = "", stroke: str = "#ffffff") -> Mark:
    return Mark(at=(0, 0), size=8.5, shape=shape, fill=fill, stroke=stroke, letter=letter)


def counts(network: Network, stamp: Stamp) -> str:
    """How much of the network is shown."""
    nodes, ties = len(network.nodes), len(network.ties)
    if not network.truncated:
        return stamp.word(
            f"节点 {nodes} 个，关联 {ties} 条，已全部显示", f"{nodes} nodes, {ties} ties: all shown"
        )
    return stamp.word(
        f"显示节点 {nodes} / {network.total} 个，关联 {ties} / {network.ties_total} 条，未全部显示",
        f"{nodes} of {network.total} nodes, {ties} of {network.ties_total} ties: not all shown",
    )


def framed(
    network: Network, items: list[Item], inner: Box, stamp: Stamp, *, title: str, content_sha256: str
) -> tuple[list[Item], Box]:
    """The drawing with a head above, legend and foot below, and the box of all."""
    margin = 28.0
    width = max(inner.width, _NARROWEST) + 2 * margin
    left = (inner.left + inner.right) / 2 - width / 2
    head: list[Item] = [
        Words(at=(left + margin, inner.top - 62), text=plain(title), size=21, anchor="start"),
        Words(
            at=(left + margin, inner.top - 38),
            text=f"{stamp.data} · {counts(network, stamp)}",
            size=_SIZE,
            colour=SOFT,
            anchor="start",
        ),
    ]
    below = legend(network, stamp, left=left + margin, top=inner.bottom + 34, width=width - 2 * margin)
    y = max((item.at[1] for item in below if isinstance(item, Words)), default=inner.bottom) + 30
    foot: list[Item] = []
    for text in _foot(stamp, title, content_sha256):
        foot.append(Words(at=(left + margin, y), text=text, size=10.5, colour=SOFT, anchor="start"))
        y += 16
    widest = max(item.box[2] for item in (*head, *foot) if isinstance(item, Words))
    box = Box(left=left, top=inner.top - 98, right=max(left + width, widest + margin), bottom=y + 8)
    return [*items, *head, *below, *foot], box


def _foot(stamp: Stamp, title: str, content_sha256: str) -> tuple[str, ...]:
    said = dict(stamp.facts(content_sha256))
    operator, made_at = stamp.word("操作人", "operator"), stamp.word("生成时间", "made at")
    purpose, recipient = stamp.word("用途", "purpose"), stamp.word("接收方", "recipient")
    return (
        f"{plain(title)} · {stamp.data}",
        " · ".join(f"{name} {plain(said[name])}" for name in (operator, made_at, purpose, recipient)),
        f"{stamp.word('内容指纹', 'content')} sha256 {content_sha256}",
        stamp.warning,
    )
