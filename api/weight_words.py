"""Words of the answers on weights, in Chinese and English, for terminal and page."""

from __future__ import annotations

from api.words import Say
from scoring.results_types import Label
from scoring.weights.discovery import WeightReport

WORDS: dict[str, Label] = {
    "ratio": Label(zh="一致性比率", en="consistency ratio"),
    "limit": Label(zh="上限", en="at most"),
    "item": Label(zh="项目", en="item"),
    "weight": Label(zh="权重", en="weight"),
    "expert": Label(zh="专家", en="expert"),
    "expert_weight": Label(zh="专家权重", en="expert"),
    "learned": Label(zh="学习所得", en="learned"),
    "low": Label(zh="区间下限", en="low"),
    "high": Label(zh="区间上限", en="high"),
    "inspections": Label(zh="检查次数", en="inspections"),
    "problems": Label(zh="发现问题", en="problems"),
    "until": Label(zh="结果截止", en="outcomes until"),
    "authorities": Label(zh="监管机关数", en="authorities"),
    "learned_kappa": Label(zh="学习所得 kappa", en="learned kappa"),
    "base": Label(zh="指标不能解释的基础强度", en="base hazard no indicator explains"),
    "area": Label(zh="曲线下面积 AUC", en="area under the curve"),
    "distance": Label(zh="KS 距离", en="Kolmogorov-Smirnov distance"),
    "factors": Label(zh="因素权重", en="Weights of factors"),
    "indicators": Label(zh="指标权重（因素内合计为 1）", en="Weights of indicators (1 within a factor)"),
    "factor": Label(zh="因素", en="factor"),
    "indicator": Label(zh="指标", en="indicator"),
    "kappa": Label(zh="kappa", en="kappa"),
    "reached": Label(zh="目标已达到", en="target reached"),
    "not_reached": Label(zh="目标未达到", en="target not reached"),
    "shares": Label(zh="各类占比", en="Class shares"),
    "class": Label(zh="类别", en="class"),
    "target": Label(zh="目标", en="target"),
    "before": Label(zh="原值", en="before"),
    "after": Label(zh="现值", en="after"),
    "boundaries": Label(
        zh="按原权重达到目标所需的分类界限（仅供参考）", en="boundaries that would give the target, as advice"
    ),
    "held": Label(
        zh="参照表与关联关系强度取自已发布月份；新版规则包另建参照表，完整重算请用 guanlian pack diff",
        en="reference tables and relationship hazards are those of the month; a new version builds tables of "
        "its own: guanlian pack diff computes everything again",
    ),
    "discovery": Label(zh="各类问题发现率", en="discovery rate by class"),
    "enterprises": Label(zh="户数", en="enterprises"),
    "share": Label(zh="占比", en="share"),
    "rate": Label(zh="发现率", en="rate"),
    "interval": Label(zh="区间", en="interval"),
    "ownership": Label(zh="公平性：所有制类型", en="Fairness by ownership type"),
    "size": Label(zh="公平性：规模", en="Fairness by size"),
    "region": Label(zh="公平性：地区", en="Fairness by region"),
    "group": Label(zh="群体", en="group"),
    "scored": Label(zh="评价户数", en="scored"),
    "d_share": Label(zh="D 类占比", en="class D"),
    "d_ratio": Label(zh="与总体之比", en="over all"),
    "impact": Label(zh="不利影响比", en="adverse impact"),
    "rate_d": Label(zh="D 类发现率", en="rate in D"),
    "flag": Label(zh="提示", en="note"),
    "flagged": Label(zh="需说明", en="to be explained"),
    "draft": Label(zh="草案（未经批准，不能用于评分）", en="draft (not approved: no month uses it)"),
    "approved": Label(zh="已批准", en="approved"),
    "author": Label(zh="提出人", en="author"),
    "approver": Label(zh="批准人", en="approver"),
    "unverified": Label(zh="（未经核验）", en=" (not verified)"),
    "rising": Label(zh="发现率是否逐类上升", en="Does the discovery rate rise from A to D"),
    "stability": Label(zh="与上月得分分布之差 PSI", en="Stability of scores against the month before (PSI)"),
}
"""Words of tables and page."""

_YES = Label(zh="是", en="yes")
_NO = Label(zh="否", en="no")
_UNKNOWN = Label(zh="无法判断：有类别没有检查结果", en="not known: a class has no inspection")
_APART = Label(zh="，相邻区间不重叠", en=", intervals apart")
_TOUCHING = Label(zh="，但相邻区间重叠，证据不足", en=", but neighbouring intervals overlap")
_NONE = Label(zh="结果单一，无法计算", en="not known: all inspections ended alike")
_NO_MONTH = Label(zh="无上月", en="no month before")
_EMPTY = Label(zh="", en="")
_STABLE = (
    Label(zh="稳定", en="stable"),
    Label(zh="需关注", en="to be watched"),
    Label(zh="明显变化", en="changed"),
)


def word(say: Say, name: str) -> str:
    """One of ``WORDS`` in the language of the run."""
    return say(WORDS[name])


def percent(share: float | None) -> str:
    """A share as percent with two decimals; '-' for none."""
    return "-" if share is None else f"{100 * share:.2f}%"


def verdicts(found: WeightReport) -> list[tuple[Label, str, Label]]:
    """What the report says in one line each: name, number, verdict."""
    return [
        (WORDS["rising"], "", _rising(found)),
        (WORDS["area"], _number(found.area), _NONE if found.area is None else _EMPTY),
        (WORDS["distance"], _number(found.distance), _NONE if found.distance is None else _EMPTY),
        (WORDS["stability"], _number(found.stability), _stability(found)),
    ]


def _rising(found: WeightReport) -> Label:
    if found.rising is None:
        return _UNKNOWN
    if not found.rising:
        return _NO
    apart = _APART if found.separated else _TOUCHING
    return Label(zh=_YES.zh + apart.zh, en=_YES.en + apart.en)


def _stability(found: WeightReport) -> Label:
    if found.stability is None:
        return _NO_MONTH
    low, high = found.stability_bounds
    return _STABLE[(found.stability >= low) + (found.stability >= high)]


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"
