"""Lines of a receipt as rows: what it is, what it weighs, who, which document, by which path."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from api.answers import ReceiptAnswer
from api.exports.network import share_text
from api.exports.safe_text import plain
from api.exports.stamp import Stamp
from api.exports.tabular import Column, Row, Table
from scoring.results_types import Label, PathTie, ReceiptLine, ReceiptLineKind, RelationshipPart

KINDS: dict[ReceiptLineKind, Label] = {
    ReceiptLineKind.INDICATOR: Label(zh="指标", en="indicator"),
    ReceiptLineKind.RELATED_RECORD: Label(zh="关联方记录", en="related record"),
    ReceiptLineKind.RELATED_CLASS: Label(zh="关联方类别", en="related class"),
    ReceiptLineKind.STRUCTURAL: Label(zh="结构性指标", en="structural item"),
    ReceiptLineKind.REMAINDER: Label(zh="其余关联合计", en="other relations together"),
}


def receipt_table(answer: ReceiptAnswer, stamp: Stamp) -> tuple[Table, list[tuple[str, str]]]:
    """Rows of a receipt, largest first, and what is said under them."""
    word, receipt = stamp.word, answer.receipt
    heads = (
        word("序号", "no."),
        word("因素", "factor"),
        word("类型", "kind"),
        word("项目", "item"),
        word("得分", "points"),
        word("说明", "sentence"),
        word("关联方", "related party"),
        word("关联方标识", "id of the party"),
        word("文书号", "document"),
        word("决定机关", "organ"),
        word("决定日期", "decided on"),
        word("路径", "path"),
        word("如何消除", "what would lift it"),
    )
    notes = [
        (word("企业", "enterprise"), plain(receipt.name or "")),
        (word("统一社会信用代码", "credit code"), receipt.enterprise_id),
        (word("得分", "score"), "" if receipt.score is None else f"{receipt.score:.2f}"),
        (word("类别", "class"), "" if receipt.risk_class is None else receipt.risk_class.value),
        (word("模型得分", "model score"), f"{receipt.model_score:.2f}"),
    ]
    notes += [(stamp.say(one.label), f"{one.points:+.2f}") for one in receipt.adjustments]
    columns = tuple(Column(head=head) for head in heads)
    return Table(name=word("得分明细", "receipt"), columns=columns, rows=_rows(answer, stamp)), notes


def counted(lines: tuple[ReceiptLine, ...]) -> list[ReceiptLine]:
    """Lines that weigh something, heaviest first."""
    return sorted((line for line in lines if line.points > 0 or line.hazard > 0), key=lambda one: -one.hazard)


def _rows(answer: ReceiptAnswer, stamp: Stamp) -> Iterator[Row]:
    ordered = sorted(answer.receipt.lines, key=lambda line: -line.hazard)
    for number, line in enumerate(ordered, start=1):
        part = line.part
        record = None if part is None else part.record
        yield (
            number,
            stamp.say(line.factor_label),
            stamp.say(KINDS[line.kind]),
            stamp.say(line.label),
            round(line.points, 2),
            stamp.say(line.sentence),
            None if part is None else party_name(part, answer.labels),
            None if part is None else part.party.id,
            None if record is None else record.document_no,
            None if record is None else record.authority,
            None if record is None else record.decided_on,
            None if part is None else path_text(part, answer.labels, stamp),
            None if line.lifted_by is None else stamp.say(line.lifted_by),
        )


def party_name(part: RelationshipPart, labels: Mapping[str, str]) -> str:
    """Name of the related party; a person's is masked."""
    return labels.get(part.party.id) or part.party.name or part.party.id


def path_text(part: RelationshipPart, labels: Mapping[str, str], stamp: Stamp) -> str:
    """Path from the related party to the enterprise, as one line of names and ties."""
    nodes = part.path_nodes
    text = _name(nodes[0], labels) if nodes else ""
    for step, tie in enumerate(part.path):
        here, there = (
            (nodes[step], nodes[step + 1]) if step + 1 < len(nodes) else (tie.source_id, tie.target_id)
        )
        arrow = "→" if tie.source_id == here else "←"
        text += f" {arrow}{_tie(tie, stamp)}{arrow} {_name(there, labels)}"
    return text


def _name(node: str, labels: Mapping[str, str]) -> str:
    return plain(labels.get(node) or node)


def _tie(tie: PathTie, stamp: Stamp) -> str:
    share = "" if tie.share is None else f" {share_text(tie.share)}"
    in_force = tie.ended_decay is None or tie.ended_decay >= 1
    ended = "" if in_force else stamp.word("（已终止）", " (ended)")
    return f"{stamp.say(tie.label)}{share}{ended}"
