"""Sentences of receipts that an investigator can read aloud, in Chinese and English.

Persons, places and contacts appear by id; the edge puts masked names and texts in their place.
"""

from __future__ import annotations

from collections.abc import Sequence

from graph.domain import NodeKind
from scoring.decisions import DIRECT_RULE
from scoring.pack_indicators import Indicator
from scoring.pack_model import Pack
from scoring.results_types import (
    Label,
    PathTie,
    ReceiptLineKind,
    RelatedParty,
    RelatedRecord,
    RelationshipPart,
)

_Said = tuple[str, str]
"""A part of a sentence in Chinese and in English; only whole sentences are labels."""
CLAMP = "clamp"
DECIDED = Label(
    zh="消费者反映强烈，经决定直接列为 D 类", en="class D by decision: strong reaction of consumers"
)
"""Direct rule D4."""
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


def with_citations(sentence: Label, cited: Sequence[Label], total: int) -> Label:
    """The sentence of an indicator with the decisions it rests on, the newest first.

    Parameters
    ----------
    sentence : Label
    cited : sequence of Label
        Records that are named.
    total : int
        All records it rests on.
    """
    zh, en = "；".join(one.zh for one in cited), "; ".join(one.en for one in cited)
    if total > len(cited):
        zh, en = f"{zh}；等共 {total} 条", f"{en}; {total} in all"
    return Label(zh=f"{sentence.zh.removesuffix('。')}；依据：{zh}。", en=f"{sentence.en} Rests on: {en}.")


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


def part_sentence(part: RelationshipPart, enterprise_id: str) -> Label:
    """Because of whom, by which record or class, along which path, how strongly.

    Parameters
    ----------
    part : RelationshipPart
    enterprise_id : str
        Of the enterprise whose receipt it is.
    """
    said = _class_of_party(part) if part.record is None else _record_of_party(part.party, part.record)
    named = {part.party.id, enterprise_id}
    ties = [_tie(tie, named) for tie in part.path]
    zh, en = "；".join(tie[0] for tie in ties), "; ".join(tie[1] for tie in ties)
    for more in (_one_legal_person(part, enterprise_id), _one_person(part)):
        zh, en = zh + more[0], en + more[1]
    if part.strength is not None:
        zh, en = f"{zh}；路径强度 {part.strength:.3f}", f"{en}; strength {part.strength:.3f}"
    return Label(zh=f"{said[0]}；关联路径：{zh}。", en=f"{said[1]}; path: {en}.")


def _record_of_party(party: RelatedParty, record: RelatedRecord) -> _Said:
    who = _party(party)
    zh, en = f"关联方{who[0]}", f"related party {who[1]} has a record: {record.label.en}"
    if record.decided_on is not None:
        zh, en = f"{zh}于 {record.decided_on} ", f"{en} of {record.decided_on}"
    zh = f"{zh}有{record.label.zh}记录"
    if record.document_no:
        zh, en = f"{zh}（{record.document_no}）", f"{en} ({record.document_no})"
    if record.authority:
        zh, en = f"{zh}，决定机关 {record.authority}", f"{en}, decided by {record.authority}"
    if record.severity is not None:
        zh, en = f"{zh}，严重程度 {record.severity}", f"{en}, severity {record.severity}"
    return zh, en


def _class_of_party(part: RelationshipPart) -> _Said:
    who, name = _party(part.party), part.related_class.value if part.related_class else "?"
    return (
        f"关联方{who[0]}自身信用风险类别为 {name} 类",
        f"related party {who[1]} is of standalone class {name}",
    )


def _one_legal_person(part: RelationshipPart, enterprise_id: str) -> _Said:
    """Why the path begins or ends at another node: a branch, or who runs a business."""
    first, last = part.path_nodes[0], part.path_nodes[-1]
    if first == part.party.id and last == enterprise_id:
        return "", ""
    names = {tie.source_id: tie.source_name for tie in part.path}
    names |= {tie.target_id: tie.target_name for tie in part.path}
    zh = en = ""
    if first != part.party.id:
        zh += f"；{names[first] or first}与关联方为同一责任主体"
        en += f"; {names[first] or first} and the related party are one legal person"
    if last != enterprise_id:
        zh += f"；{names[last] or last}与本企业为同一责任主体"
        en += f"; {names[last] or last} and this enterprise are one legal person"
    return zh, en


def _one_person(part: RelationshipPart) -> _Said:
    """Which ids of the path count as one person, and by whose verdict."""
    zh = en = ""
    for link in part.joined:
        zh += f"；{link.person_id} 与 {link.same_as} 疑似同一人，"
        en += f"; {link.person_id} and {link.same_as} possibly one person, "
        if link.review is None:
            zh, en = f"{zh}未经复核，按置信度计", f"{en}not reviewed, counted by its confidence"
        else:
            zh += f"已由 {link.reviewer} 复核认定（第 {link.review} 号复核）"
            en += f"found to be the same by {link.reviewer} (review no. {link.review})"
    return zh, en


def remainder_sentence(parts: int) -> Label:
    """What the last line of a long receipt stands for."""
    return Label(
        zh=f"其余 {parts} 个较小的关联项合计。", en=f"The sum of {parts} smaller related parts not listed."
    )


def adjustment_label(rule: str, pack: Pack) -> Label:
    """Label of a line after the model score: the clamp, or direct rules joined by a comma."""
    if rule == CLAMP:
        return _CLAMP
    rules = rule.split(",")
    entries = [Label(zh=entry.zh, en=entry.en) for entry in pack.direct_rules if entry.id in rules]
    entries += [DECIDED] if DIRECT_RULE in rules else []
    return Label(zh="、".join(e.zh for e in entries) or rule, en="; ".join(e.en for e in entries) or rule)


def _party(party: RelatedParty) -> _Said:
    return _named(party.id, party.name if party.kind is NodeKind.ENTERPRISE else None)


def _named(node: str, name: str | None) -> _Said:
    """Enterprise by name and id; any other node by its id."""
    return (f"{name}（{node}）", f"{name} ({node})") if name else (node, node)


def _tie(tie: PathTie, named: set[str]) -> _Said:
    """One tie of a path; an enterprise already named with its id appears by name alone."""
    source = _end(tie.source_id, tie.source_name, named)
    target = _end(tie.target_id, tie.target_name, named)
    share = "" if tie.share is None else f" {tie.share:.2%}"
    zh = f"{source[0]} —{tie.label.zh}{share}→ {target[0]}"
    en = f"{source[1]} -{tie.label.en}{share}-> {target[1]}"
    if tie.valid_from is not None:
        zh, en = f"{zh}，自 {tie.valid_from}", f"{en}, since {tie.valid_from}"
    if tie.valid_to is not None:
        zh, en = f"{zh}，至 {tie.valid_to} 止", f"{en}, until {tie.valid_to}"
    if tie.control is not None:
        zh, en = f"{zh}（控制链）", f"{en} (chain of control)"
    return zh, en


def _end(node: str, name: str | None, named: set[str]) -> _Said:
    return (name, name) if name and node in named else _named(node, name)
