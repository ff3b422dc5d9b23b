"""Labels of the closed words of a month, in Chinese and English."""

from __future__ import annotations

from graph.domain import Factor, FactState
from scoring.pack_model import Pack
from scoring.results_types import Cause, ClusterEvent, Label

FACTORS: dict[Factor, Label] = {
    Factor.ATTRIBUTE: Label(zh="基础属性", en="attribute"),
    Factor.OPERATING: Label(zh="经营状况", en="operating"),
    Factor.ENFORCEMENT: Label(zh="监管执法", en="enforcement"),
    Factor.RELATIONSHIP: Label(zh="关联关系", en="relationship"),
    Factor.EVALUATION: Label(zh="综合评价", en="evaluation"),
}


def factor_label(pack: Pack, factor: Factor) -> Label:
    """Name of a factor as the pack's jurisdiction calls it, else as the MR/T draft does."""
    own = pack.factor_names.get(factor)
    return FACTORS[factor] if own is None else Label(zh=own.zh, en=own.en)


def factor_labels(pack: Pack, other: Pack | None = None) -> dict[Factor, Label]:
    """Names of all factors as a pack calls them; of two packs both names where they differ."""
    found = {factor: factor_label(pack, factor) for factor in Factor}
    theirs = found if other is None else factor_labels(other)
    return {
        factor: one
        if one == theirs[factor]
        else Label(zh=f"{one.zh} / {theirs[factor].zh}", en=f"{one.en} / {theirs[factor].en}")
        for factor, one in found.items()
    }


def step_label(step: str) -> Label:
    """Words for a step of a family; another text stays as it is.

    ``event|3|12`` is severity 3 and above with a half-life of 12 months, ``class|C`` class C or worse.
    """
    match step.split("|"):
        case ["event", severity, months]:
            return Label(
                zh=f"严重程度{severity}及以上，半衰期{months}个月",
                en=f"severity {severity} or more, half-life {months} months",
            )
        case ["class", risk_class]:
            return Label(zh=f"{risk_class}类或更差", en=f"class {risk_class} or worse")
    return Label(zh=step, en=step)


CAUSES: dict[Cause, Label] = {
    Cause.MODEL: Label(zh="模型、权重或参照表变更", en="weights, model or reference tables changed"),
    Cause.TIME: Label(
        zh="时间推移（老化、窗口或公示期届满）", en="time: ageing, a window or a publication ended"
    ),
    Cause.CORRECTION: Label(zh="数据更正", en="data correction"),
    Cause.OWN_FACT: Label(zh="自身记录或申报变化", en="own record or filing"),
    Cause.RELATED_FACT: Label(zh="关联方记录或类别变化", en="related record or class"),
    Cause.TIE_CHANGE: Label(zh="关联关系变化", en="ties changed"),
    Cause.DIRECT_RULE: Label(zh="直接判定或人工决定开始或结束", en="direct rule or decision begun or ended"),
    Cause.CLAMP: Label(zh="关联上限变化", en="bound of relationship risk changed"),
    Cause.ENTERED: Label(zh="进入评价范围", en="entered scoring"),
    Cause.LEFT: Label(zh="退出评价范围", en="left scoring"),
}

EVENTS: dict[ClusterEvent, Label] = {
    ClusterEvent.BORN: Label(zh="新形成", en="born"),
    ClusterEvent.GREW: Label(zh="扩大", en="grew"),
    ClusterEvent.SHRANK: Label(zh="缩小", en="shrank"),
    ClusterEvent.CHANGED: Label(zh="成员更替", en="members changed"),
    ClusterEvent.SPLIT: Label(zh="拆分", en="split"),
    ClusterEvent.MERGED: Label(zh="合并", en="merged"),
    ClusterEvent.ENDED: Label(zh="消失", en="ended"),
    ClusterEvent.UNCHANGED: Label(zh="不变", en="unchanged"),
}

FACT_STATES: dict[FactState, Label] = {
    FactState.REVOKED: Label(zh="已撤销或确认违法", en="revoked or confirmed unlawful"),
    FactState.PARTLY_REVOKED: Label(zh="部分撤销", en="revoked in part"),
    FactState.CHANGED: Label(zh="已变更", en="changed"),
    FactState.WRONG: Label(zh="来源单位认定有误", en="declared wrong by its source"),
    FactState.OBJECTED: Label(zh="异议处理中", en="objection pending"),
    FactState.BARRED: Label(zh="依法不得作为依据", en="barred by law"),
    FactState.REPAIRED: Label(zh="信用已修复", en="credit repaired"),
    FactState.VOID_FROM_START: Label(zh="自始无效", en="void from the start"),
}
"""Labels of the statuses of facts (seed XJ art. 10)."""
