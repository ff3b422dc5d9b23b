"""Sections of the dossier as parts that flow over pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, KeepTogether, Paragraph, Spacer, Table, TableStyle

from api.answers import ReceiptAnswer
from api.answers_enterprise import EnterpriseAnswer
from api.exports.legend import counts, legend
from api.exports.lines import ChineseParagraph
from api.exports.network import Network, drawing, placed
from api.exports.pdf_parts import FONT, BadgeFlowable, Bar, BarsFlowable, NetworkFlowable
from api.exports.receipt_rows import counted, party_name, path_text
from api.exports.safe_text import GETA, pdf_text, xml_text
from api.exports.scene import INK, SOFT, extent
from api.exports.stamp import Stamp
from api.words import STATES
from scoring.results_types import ReceiptLine

_BLUE, _RED, _RULE, _GROUND = "#14315c", "#a81f25", "#cfd6df", "#eef1f5"
_MOST_PATHS, _MOST_LINES = 12, 40
_LEGEND_SCALE = 0.72
_SMALLEST_PICTURE = 130 * mm


def _style(name: str, size: float, colour: str = INK, **more: Any) -> ParagraphStyle:
    return ParagraphStyle(
        name,
        fontName=FONT,
        fontSize=size,
        leading=more.pop("leading", size * 1.42),
        textColor=HexColor(colour),
        wordWrap="CJK",
        **more,
    )


BODY = _style("body", 9)
SMALL = _style("small", 8, SOFT)
CELL = _style("cell", 8.4)
RIGHT = _style("right", 8.4, alignment=2)
TITLE = _style("title", 18, _BLUE)
HEADING = _style("heading", 12.5, _BLUE, spaceBefore=10, spaceAfter=4)
HEAD_CELL = _style("head cell", 8.4, "#2b3543")
HEAD_RIGHT = _style("head right", 8.4, "#2b3543", alignment=2)
CENTRED = _style("centred", 8.4, alignment=1)
HEAD_CENTRED = _style("head centred", 8.4, "#2b3543", alignment=1)
ALERT = _style("alert", 9.5, _RED)
BIG = _style("big", 21, INK, alignment=1, leading=25)
MIDDLE = _style("middle", 8.6, SOFT, alignment=1)


def text(value: object, style: ParagraphStyle = BODY) -> Paragraph:
    """A text of data as a paragraph: its signs are never markup."""
    return ChineseParagraph(xml_text(pdf_text(str(value))), style)


def heading(zh_or_en: str) -> Paragraph:
    """Head of a section, kept with what follows."""
    return text(zh_or_en[:1].upper() + zh_or_en[1:], HEADING_KEPT)


HEADING_KEPT = ParagraphStyle("kept heading", parent=HEADING, keepWithNext=1)


def warnings(enterprise: EnterpriseAnswer, answer: ReceiptAnswer, stamp: Stamp) -> list[Any]:
    """What has to be read before anything else: facts withdrawn since, a score that is none."""
    word, said = stamp.word, []
    if answer.receipt.void:
        said.append(
            word(
                "本企业所依据的部分事实已于发布后撤回，本画像不再有效，请以新版次为准。",
                "Facts it rests on were withdrawn since: it counts no more, see the next revision.",
            )
        )
    if not enterprise.enterprise.scored:
        said.append(
            word(
                "本企业不在本月评价范围内，无公布类别。", "Not classed this month: it has no published class."
            )
        )
    return [text(one, ALERT) for one in said]


def head(answer: EnterpriseAnswer, stamp: Stamp, *, authority: str | None, width: float) -> list[Any]:
    """Name, code, state, class and score; the five factors beside the peers."""
    found, word = answer.enterprise, stamp.word
    state = stamp.say(STATES[found.status]) if found.status in STATES else found.status
    facts = (
        (word("统一社会信用代码", "credit code"), found.enterprise_id),
        (word("登记状态", "state"), state),
        (word("地区", "region"), found.region),
        (word("监管机关", "authority"), authority),
        (word("数据", "data"), stamp.data),
        (word("规则包", "pack"), f"{stamp.published.pack} {stamp.published.pack_hash[:12]}"),
    )
    left: list[Any] = [
        text(word("企业风险画像（内部资料）", "Enterprise dossier (internal)"), SMALL),
        text(found.name or found.enterprise_id, TITLE),
        Spacer(1, 2 * mm),
        *(text(f"{name}{word('：', ': ')}{value or '-'}", BODY) for name, value in facts),
    ]
    score = "-" if found.score is None else f"{found.score:.2f}"
    right: list[Any] = [
        _centred(BadgeFlowable(found.risk_class, 21), 42 * mm),
        text(score, BIG),
        text(word("分（0-1000，越高风险越大）", "of 1000, higher is riskier"), MIDDLE),
        text(_change(answer, stamp), MIDDLE),
    ]
    card = Table([[left, right]], colWidths=[width - 46 * mm, 46 * mm])
    card.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("BOX", (1, 0), (1, 0), 0.7, HexColor(_RULE)),
                ("LEFTPADDING", (0, 0), (0, 0), 0),
                ("TOPPADDING", (1, 0), (1, 0), 8),
                ("BOTTOMPADDING", (1, 0), (1, 0), 8),
            ]
        )
    )
    return [card, *_factors(answer, stamp, width)]


def _centred(part: Any, width: float) -> Table:
    made = Table([[part]], colWidths=[width])
    made.setStyle(TableStyle([("ALIGN", (0, 0), (-1, -1), "CENTER")]))
    return made


def _change(answer: EnterpriseAnswer, stamp: Stamp) -> str:
    found, word, change = answer.enterprise, stamp.word, answer.change
    if found.previous_score is None or found.score is None:
        return word("上月无得分", "no score the month before")
    points = found.score - found.previous_score
    before = "-" if found.previous_class is None else found.previous_class.value
    told = word(
        f"上月 {before} 类 {found.previous_score:.2f}（{points:+.2f}）",
        f"before: {before}, {found.previous_score:.2f} ({points:+.2f})",
    )
    if change is not None and change.cause_label is not None:
        told += word("；主要原因：", "; main cause: ") + stamp.say(change.cause_label)
    return told


def _factors(answer: EnterpriseAnswer, stamp: Stamp, width: float) -> list[Any]:
    found, word, peers = answer.enterprise, stamp.word, answer.peers
    if not found.scored:
        return []
    beside = {} if peers is None else {one.factor: one for one in peers.factors}
    bars = []
    for one in found.factors:
        peer = beside.get(one.factor)
        told = f"{one.points:.2f}"
        if peer is not None:
            told += word(f"（同行中位 {peer.median_points:.2f}）", f" (median {peer.median_points:.2f})")
        bars.append(
            Bar(
                name=stamp.say(one.label),
                value=one.hazard,
                most=None if peer is None else peer.maximum_hazard,
                median=None if peer is None else peer.median_hazard,
                told=told,
            )
        )
    note = word("五项因素的得分之和为模型得分", "the points of the five factors add up to the model score")
    if peers is not None:
        note += word(
            f"；灰底为规则包中的上限，红线为同行中位数（{peers.label.zh}，{peers.size} 户",
            f"; grey is the most of the pack, red the median of {peers.size} peers ({peers.label.en}",
        )
        if peers.percentile is not None:
            note += word(
                f"，高于其中 {100 * peers.percentile:.0f}%", f", above {100 * peers.percentile:.0f}%"
            )
        note += word("）", ")")
    return [
        KeepTogether(
            [heading(word("五项因素", "five factors")), BarsFlowable(bars, width=width), text(note, SMALL)]
        )
    ]


def reasons(answer: ReceiptAnswer, stamp: Stamp, *, width: float) -> list[Any]:
    """Every line that weighs something, heaviest first, with its document; adjustments at the end."""
    word, receipt = stamp.word, answer.receipt
    lines = counted(receipt.lines)
    shown, rest = lines[:_MOST_LINES], lines[_MOST_LINES:]
    rows: list[list[Any]] = [
        [
            text(word("序", "no."), HEAD_CELL),
            text(word("得分", "points"), HEAD_RIGHT),
            text(word("因素", "factor"), HEAD_CELL),
            text(word("原因", "reason"), HEAD_CELL),
            text(word("文书号、机关、日期", "document, organ, date"), HEAD_CELL),
        ]
    ]
    for number, line in enumerate(shown, start=1):
        rows.append(
            [
                text(number, CELL),
                text(f"{line.points:.2f}", RIGHT),
                text(stamp.say(line.factor_label), CELL),
                _reason(line, stamp),
                text(_document(line), CELL),
            ]
        )
    if rest:
        together = word(
            f"其余 {len(rest)} 项，每项不超过 {rest[0].points:.2f} 分；逐项见“得分明细”导出",
            f"{len(rest)} more of at most {rest[0].points:.2f} each; all are in the export of the receipt",
        )
        rows.append(["", text(f"{sum(one.points for one in rest):.2f}", RIGHT), "", text(together, CELL), ""])
    for one in receipt.adjustments:
        rows.append(["", text(f"{one.points:+.2f}", RIGHT), "", text(stamp.say(one.label), CELL), ""])
    widths = [9 * mm, 15 * mm, 17 * mm, width - 87 * mm, 46 * mm]
    zero = len(receipt.lines) - len(lines)
    note = word(
        f"共 {len(lines)} 项计分，另有 {zero} 项不计分；得分之和 {receipt.model_score:.2f} 为模型得分。",
        f"{len(lines)} lines weigh something, {zero} do not; points add up to the model score "
        f"{receipt.model_score:.2f}.",
    )
    return [heading(word("为什么是这个得分", "why this score")), text(note, SMALL), _grid(rows, widths)]


def _reason(line: ReceiptLine, stamp: Stamp) -> list[Paragraph]:
    parts = [text(stamp.say(line.sentence), CELL)]
    if line.lifted_by is not None:
        parts.append(text(stamp.word("如何消除：", "lifted by: ") + stamp.say(line.lifted_by), SMALL))
    return parts


def _document(line: ReceiptLine) -> str:
    record = None if line.part is None else line.part.record
    if record is None:
        return ""
    day = None if record.decided_on is None else str(record.decided_on)
    return "，".join(one for one in (record.document_no, record.authority, day) if one)


def _grid(rows: list[list[Any]], widths: Sequence[float]) -> Table:
    """Table whose head stands on every page and whose rows may break."""
    made = Table(rows, colWidths=list(widths), repeatRows=1, splitByRow=1)
    made.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("BACKGROUND", (0, 0), (-1, 0), HexColor(_GROUND)),
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, HexColor(_RULE)),
                ("LEFTPADDING", (0, 0), (-1, -1), 3),
                ("RIGHTPADDING", (0, 0), (-1, -1), 3),
                ("TOPPADDING", (0, 0), (-1, -1), 2),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
            ]
        )
    )
    return made


def path_section(answer: ReceiptAnswer, stamp: Stamp, *, width: float) -> list[Any]:
    """The heaviest paths; lines of one party over one path together."""
    word = stamp.word
    together: dict[tuple[str, str], list[float]] = {}
    for line in counted(answer.receipt.lines):
        if line.part is not None and line.part.path:
            key = party_name(line.part, answer.labels), path_text(line.part, answer.labels, stamp)
            together.setdefault(key, []).append(line.points)
    if not together:
        return []
    ordered = sorted(together.items(), key=lambda one: (-sum(one[1]), one[0]))
    rows: list[list[Any]] = [
        [
            text(word("得分", "points"), HEAD_RIGHT),
            text(word("项数", "lines"), HEAD_RIGHT),
            text(word("关联方", "related party"), HEAD_CELL),
            text(word("路径", "path"), HEAD_CELL),
        ]
    ]
    for (party, path), points in ordered[:_MOST_PATHS]:
        rows.append(
            [text(f"{sum(points):.2f}", RIGHT), text(len(points), RIGHT), text(party, CELL), text(path, CELL)]
        )
    note = word(
        f"显示 {len(rows) - 1} / {len(ordered)} 条，自关联方至本企业；同一关联方同一路径合并。",
        f"{len(rows) - 1} of {len(ordered)} shown, from the related party to the enterprise.",
    )
    return [
        heading(word("主要关联路径", "heaviest paths")),
        text(note, SMALL),
        _grid(rows, [16 * mm, 12 * mm, 48 * mm, width - 76 * mm]),
    ]


def network_section(network: Network, stamp: Stamp, *, width: float) -> list[Any]:
    """The network as vectors with its legend, as large as the page allows."""
    items = drawing(network, placed(network, "force"))
    signs = legend(network, stamp, left=0, top=0, width=width / _LEGEND_SCALE)
    box = extent(signs).grown(3)
    below = box.height * _LEGEND_SCALE + 8
    return [
        CondPageBreak(_SMALLEST_PICTURE),
        heading(stamp.word("关系图", "network")),
        text(counts(network, stamp), SMALL),
        NetworkFlowable(items, extent(items).grown(8), width=width, below=below),
        NetworkFlowable(signs, box, width=width, largest=_LEGEND_SCALE),
    ]


def record_section(answer: EnterpriseAnswer, stamp: Stamp, *, width: float) -> list[Any]:
    """Published decisions on the enterprise itself: what, number, organ, days."""
    word = stamp.word
    if not answer.records:
        return []
    heads = [word("公示记录", "record"), word("文书号", "document"), word("决定机关", "organ")]
    heads += [word("决定日期", "decided on"), word("移出日期", "ended on")]
    rows: list[list[Any]] = [[text(one, HEAD_CELL) for one in heads]]
    for one in answer.records:
        told = (stamp.say(one.label), one.document_no, one.organ, one.decided_on, one.ended_on)
        rows.append([text(cell if cell is not None else "-", CELL) for cell in told])
    note = word(
        f"显示 {len(answer.records)} / {answer.records_total} 条，最近的在前。",
        f"{len(answer.records)} of {answer.records_total} shown, newest first.",
    )
    widths = [36 * mm, 48 * mm, width - 128 * mm, 22 * mm, 22 * mm]
    return [
        heading(word("本企业公示的决定和列入", "published decisions and listings")),
        text(note, SMALL),
        _grid(rows, widths),
    ]


def history(answer: EnterpriseAnswer, stamp: Stamp, *, width: float) -> list[Any]:
    """Score and class of the published months, the newest 12 from left to right."""
    word, points = stamp.word, answer.history[-12:]
    rows = [
        [text("", HEAD_CELL), *(text(point.month, HEAD_CENTRED) for point in points)],
        [
            text(word("类别", "class"), HEAD_CELL),
            *(text("-" if one.risk_class is None else one.risk_class.value, CENTRED) for one in points),
        ],
        [
            text(word("得分", "score"), HEAD_CELL),
            *(text("-" if one.score is None else f"{one.score:.2f}", CENTRED) for one in points),
        ],
    ]
    first = 16 * mm
    each = min((width - first) / max(len(points), 1), 24 * mm)
    table = _grid(rows, [first, *[each] * len(points)])
    table.hAlign = "LEFT"
    return [KeepTogether([heading(word("历史", "history")), table])]


def about(answer: ReceiptAnswer, network: Network, stamp: Stamp, sha256: str, *, width: float) -> list[Any]:
    """Where it comes from and where it ends."""
    word, receipt = stamp.word, answer.receipt
    facts = [(word("关系图范围", "network"), counts(network, stamp))]
    if receipt.parts:
        facts.append(
            (
                word("关联明细", "relations"),
                word(
                    f"共 {receipt.parts} 项，最多列出 200 项，其余合计为一项",
                    f"{receipt.parts} parts; the 200 heaviest are lines, the rest is one",
                ),
            )
        )
    if receipt.repaired_facts:
        facts.append((word("信用修复中的事实（不计分）", "facts under repair"), str(receipt.repaired_facts)))
    facts += [(word("其他法律另有规定", "other law prevails"), one) for one in receipt.statutory_exceptions]
    facts += stamp.facts(sha256)
    facts.append(
        (word("字库", "font"), word(f"超出基本字面的汉字以 {GETA} 代替", f"signs beyond the font: {GETA}"))
    )
    rows = [[text(name, CELL), text(value, CELL)] for name, value in facts]
    head_row = [text(word("项目", "item"), HEAD_CELL), text("", HEAD_CELL)]
    table = _grid([head_row, *rows], [42 * mm, width - 42 * mm])
    return [heading(word("说明", "about this file")), table]
