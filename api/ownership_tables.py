"""Ownership of one enterprise as tables for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType

from api.output import cell, table
from api.ownership_reads import OwnershipAnswer
from api.words import Say
from graph.domain import NodeKind
from graph.ownership.conventions import Convention
from scoring.results_base import Label
from scoring.results_types_ownership import (
    Certainty,
    Controller,
    FindingKind,
    OwnershipBasis,
    OwnershipSide,
    ShareRange,
)

_WORDS = {
    "level": Label(zh="层级", en="level"),
    "id": Label(zh="标识", en="id"),
    "name": Label(zh="名称", en="name"),
    "kind": Label(zh="类型", en="kind"),
    "owner": Label(zh="持股方", en="holder"),
    "owned": Label(zh="被持股方", en="held"),
    "share": Label(zh="持股比例", en="share"),
    "since": Label(zh="起始", en="since"),
    "cycle": Label(zh="循环", en="cycle"),
    "control": Label(zh="控制", en="control"),
    "veto": Label(zh="否决权", en="veto"),
    "votes": Label(zh="表决权", en="votes"),
    "ultimate": Label(zh="最终", en="ultimate"),
    "chain": Label(zh="控制链", en="chain"),
    "basis": Label(zh="依据", en="basis"),
    "certainty": Label(zh="把握", en="certainty"),
    "finding": Label(zh="提示", en="finding"),
    "nodes": Label(zh="涉及", en="concerns"),
    "law": Label(zh="法律依据", en="law"),
    "convention": Label(zh="口径", en="convention"),
}
_TITLES = {
    "holders": Label(zh="持股方（各口径，直接与间接）", en="holders, direct and indirect, by convention"),
    "up": Label(zh="向上穿透：所示 {shown} / {total}", en="upwards: {shown} of {total} shown"),
    "down": Label(zh="向下穿透：所示 {shown} / {total}", en="downwards: {shown} of {total} shown"),
    "controllers": Label(zh="控制人（表决权过半数，合并计算）", en="controllers (over half of the votes)"),
    "owners": Label(zh="受益所有人候选（待核实）", en="beneficial owner candidates (to be checked)"),
    "findings": Label(zh="数据提示", en="findings"),
    "conventions": Label(zh="口径与依据", en="conventions and their law"),
}
_CERTAINTY = {
    Certainty.CERTAIN: Label(zh="确定", en="certain"),
    Certainty.POSSIBLE: Label(zh="可能（持股比例未知）", en="possible (shares unknown)"),
    Certainty.NO: Label(zh="否", en="no"),
}
_BASIS = {
    OwnershipBasis.SHARES: Label(zh="股权 25% 以上", en="a quarter of the shares"),
    OwnershipBasis.CONTROL: Label(zh="实际控制", en="control"),
    OwnershipBasis.REPRESENTATIVE: Label(zh="日常经营管理负责人", en="runs the daily business"),
}
_FINDINGS = {
    FindingKind.OVER_FULL: Label(zh="持股合计超过 100%，已按比例折算", en="shares above the whole, scaled"),
    FindingKind.TREASURY: Label(zh="持有自身股份，不参与表决", en="holds itself; these shares do not vote"),
    FindingKind.CLOSED_CYCLE: Label(
        zh="循环持股且无外部股东，无法穿透", en="a cycle nobody outside holds: no look-through"
    ),
    FindingKind.UNKNOWN_SHARES: Label(zh="存在未知持股比例", en="shares unknown"),
    FindingKind.TRUNCATED: Label(
        zh="关联过多，已截断，比例为下限", en="cut at the bound: shares are lower bounds"
    ),
}
_KINDS = {
    NodeKind.ENTERPRISE: Label(zh="企业", en="enterprise"),
    NodeKind.PERSON: Label(zh="自然人", en="person"),
}
_INTEGRATED = (Convention.LOOK_THROUGH, Convention.NETWORK_SHARE, Convention.TAX_LOOK_THROUGH)


def ownership(answer: OwnershipAnswer, say: Say) -> Iterator[RenderableType]:
    """Holders by convention, controllers, candidates, the trees, and what to know of the shares."""
    found, label = answer.ownership, answer.labels
    name = found.name or found.enterprise_id
    yield cell(f"{found.name or '?'}  {found.enterprise_id}  {found.as_of}")
    names = {one.id: say(one.label) for one in found.conventions}
    yield table(
        say(_TITLES["holders"]),
        (
            *_heads(say, "=id", "name", "kind"),
            *(f"#{names[name]}" for name in _INTEGRATED),
            *_heads(say, "#votes", "control", "veto"),
        ),
        (
            (
                *(one.id, label.get(one.id, one.id), _kind(one.kind, say)),
                *(shown(one.shares[name]) for name in _INTEGRATED),
                *(shown(one.shares[Convention.CONTROL]), say(_CERTAINTY[one.control])),
                say(_CERTAINTY[one.veto]),
            )
            for one in found.holders
        ),
    )
    yield table(
        say(_TITLES["controllers"]),
        _heads(say, "=id", "name", "kind", "#votes", "ultimate", "chain"),
        (
            (
                *(one.id, label.get(one.id, one.id), _kind(one.kind, say), shown(one.votes)),
                *("✓" if one.ultimate else "", chain_of(one, found.owners, label, name)),
            )
            for one in found.controllers
        ),
    )
    yield table(
        say(_TITLES["owners"]),
        _heads(say, "=id", "name", "basis", "#share", "certainty"),
        (
            (
                *(one.id, label.get(one.id, one.id), say(_BASIS[one.basis])),
                *("-" if one.share is None else shown(one.share), say(_CERTAINTY[one.certainty])),
            )
            for one in found.beneficial_owners
        ),
    )
    yield from _side(found.owners, "up", label, say)
    yield from _side(found.owned, "down", label, say)
    if found.findings:
        yield table(
            say(_TITLES["findings"]),
            _heads(say, "finding", "nodes"),
            (
                (say(_FINDINGS[one.kind]), ", ".join(label.get(node, node) for node in one.nodes))
                for one in found.findings
            ),
        )
    yield table(
        say(_TITLES["conventions"]),
        _heads(say, "convention", "law"),
        ((say(one.label), one.law) for one in found.conventions),
    )


def chain_of(controller: Controller, above: OwnershipSide, label: dict[str, str], name: str) -> str:
    """Holders and registered shares from the controller down; a tie that is not shown by its id."""
    ties = {tie.tie_id: tie for tie in above.ties}
    steps = []
    for tie_id in controller.chain:
        tie = ties.get(tie_id)
        if tie is None:
            steps.append(tie_id)
            continue
        share = "?" if tie.share is None else f"{tie.share:.2%}"
        steps.append(f"{label.get(tie.owner_id, tie.owner_id)} {share}")
    return " → ".join((*steps, name))


def _side(side: OwnershipSide, title: str, label: dict[str, str], say: Say) -> Iterator[RenderableType]:
    level = {node.id: node.level for node in side.nodes}
    ties = sorted(side.ties, key=lambda tie: (max(level[tie.owner_id], level[tie.owned_id]), tie.tie_id))
    yield table(
        say(_TITLES[title]).format(shown=side.shown, total=side.total),
        _heads(say, "#level", "owner", "owned", "#share", "since", "cycle"),
        (
            (
                max(level[tie.owner_id], level[tie.owned_id]),
                *(label.get(tie.owner_id, tie.owner_id), label.get(tie.owned_id, tie.owned_id)),
                *(shown(tie.counted), tie.valid_from or "-", "↻" if tie.in_cycle else ""),
            )
            for tie in ties
        ),
    )


def shown(share: ShareRange) -> str:
    """A share in percent, or the range it lies in."""
    low = f"{share.low:.2%}"
    if share.high is None:
        return f"≥ {low}"
    high = f"{share.high:.2%}"
    return low if low == high else f"{low} - {high}"


def _heads(say: Say, *names: str) -> tuple[str, ...]:
    return tuple((name[0] if name[0] in "#=" else "") + say(_WORDS[name.lstrip("#=")]) for name in names)


def _kind(kind: NodeKind, say: Say) -> str:
    return say(_KINDS[kind]) if kind in _KINDS else kind.value
