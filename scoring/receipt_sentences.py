"""Sentences of receipts that an investigator can read aloud, in Chinese and English.

Persons appear by id; the edge replaces ids by masked names.
"""

from __future__ import annotations

from graph.domain import NodeKind
from scoring.pack_indicators import Indicator
from scoring.pack_model import Pack
from scoring.results_types import Label, PathTie, ReceiptLineKind, RelatedParty, RelationshipPart

CLAMP = "clamp"
_CLAMP = Label(
    zh="自身类别为 A 或 B 且无直接判定，关联风险不使其进入 D 类",
    en="standalone class A or B without a direct rule: relations alone never make it D",
)


def indicator_sentence(indicator: Indicator, value: float | None, known: bool, risk: float | None) -> Label:
    """What one own indicator says: its value with unit, and how much risk that is."""
    said = indicator.said(value, known)
    if said is None:
        return Label(
            zh=f"{indicator.zh}：数据未知，按参照平均风险计。",
            en=f"{indicator.en}: not known, the mean risk of the reference stands in.",
        )
    zh, en = f"{indicator.zh}：{said.zh}", f"{indicator.en}: {said.en}"
    if risk is not None:
        zh, en = f"{zh}，风险程度 {risk:.2f}（0 至 1）", f"{en}, risk {risk:.2f} on a scale of 0 to 1"
    return Label(zh=f"{zh}。", en=f"{en}.")


def part_kind(part: RelationshipPart) -> ReceiptLineKind:
    """Kind of line of a relationship part."""
    return ReceiptLineKind.RELATED_CLASS if part.record is None else ReceiptLineKind.RELATED_RECORD


def part_label(part: RelationshipPart) -> Label:
    """Short label: the family of the path and the record kind or class."""
    if part.record is not None:
        what = part.record.label
    else:
        name = part.related_class.value if part.related_class else ""
        what = Label(zh=f"{name} 类", en=f"class {name}")
    return Label(zh=f"{part.label.zh}：{what.zh}", en=f"{part.label.en}: {what.en}")


def part_sentence(part: RelationshipPart) -> Label:
    """Because of whom, by which record or class, along which path, how strongly."""
    who = _party(part.party)
    zh_path = "；".join(_tie_zh(tie) for tie in part.path)
    en_path = "; ".join(_tie_en(tie) for tie in part.path)
    if part.record is not None:
        record = part.record
        day = record.decided_on.isoformat() if record.decided_on else None
        number = f"（{record.document_no}）" if record.document_no else ""
        when = f"于 {day} " if day else ""
        zh = f"关联方{who}{when}有{record.label.zh}记录{number}，严重程度 {record.severity}"
        en = f"related party {who} has a record: {record.label.en}"
        en += f" of {day}" if day else ""
        en += f" ({record.document_no})" if record.document_no else ""
        en += f", severity {record.severity}"
    else:
        name = part.related_class.value if part.related_class else ""
        zh = f"关联方{who}自身信用风险类别为 {name} 类"
        en = f"related party {who} is of standalone class {name}"
    return Label(
        zh=f"{zh}；关联路径：{zh_path}；路径强度 {part.strength:.3f}。",
        en=f"{en}; path: {en_path}; strength {part.strength:.3f}.",
    )


def remainder_sentence(parts: int) -> Label:
    """What the last line of a long receipt stands for."""
    return Label(
        zh=f"其余 {parts} 个较小的关联项合计。", en=f"The sum of {parts} smaller related parts not listed."
    )


def adjustment_label(rule: str, pack: Pack) -> Label:
    """Label of a line after the model score: the clamp, or direct rules joined by a comma."""
    if rule == CLAMP:
        return _CLAMP
    entries = [entry for entry in pack.direct_rules if entry.id in rule.split(",")]
    return Label(zh="、".join(e.zh for e in entries) or rule, en="; ".join(e.en for e in entries) or rule)


def _party(party: RelatedParty) -> str:
    return f"{party.name}（{party.id}）" if party.kind is NodeKind.ENTERPRISE and party.name else party.id


def _tie_zh(tie: PathTie) -> str:
    share = "" if tie.share is None else f" {tie.share:.2%}"
    begin = "" if tie.valid_from is None else f"，自 {tie.valid_from.isoformat()}"
    end = "" if tie.valid_to is None else f"，至 {tie.valid_to.isoformat()} 止"
    source, target = tie.source_name or tie.source_id, tie.target_name or tie.target_id
    return f"{source} —{tie.label.zh}{share}→ {target}{begin}{end}"


def _tie_en(tie: PathTie) -> str:
    share = "" if tie.share is None else f" {tie.share:.2%}"
    begin = "" if tie.valid_from is None else f", since {tie.valid_from.isoformat()}"
    end = "" if tie.valid_to is None else f", until {tie.valid_to.isoformat()}"
    source, target = tie.source_name or tie.source_id, tie.target_name or tie.target_id
    return f"{source} -{tie.label.en}{share}-> {target}{begin}{end}"
