"""Words of the tables on relationship models, in Chinese and English."""

from __future__ import annotations

from api import words
from api.words import Say
from scoring.results_types import Label

WORDS: dict[str, Label] = {
    "state": Label(zh="状态", en="state"),
    "gate": Label(zh="通过检验", en="gate"),
    "gain": Label(zh="对基线增益", en="gain over baseline"),
    "approved_on": Label(zh="批准起用日", en="approved from"),
    "family": Label(zh="关联类别", en="family"),
    "step": Label(zh="级别", en="step"),
    "low": Label(zh="下限", en="low"),
    "high": Label(zh="上限", en="high"),
    "policy": Label(zh="政策下限", en="policy"),
    "auprc": Label(zh="查准查全面积", en="AUPRC"),
    "auroc": Label(zh="曲线下面积", en="AUROC"),
    "lift": Label(zh="1%能力提升", en="lift at 1 %"),
    "ece": Label(zh="校准误差", en="ECE"),
    "candidate": Label(zh="候选", en="candidate"),
    "approved": Label(zh="已批准", en="approved"),
    "retired": Label(zh="已停用", en="retired"),
    "path_rules": Label(zh="路径规则", en="path rules"),
    "level": Label(zh="结论", en="level"),
    "steady": Label(zh="稳定", en="steady"),
    "watch": Label(zh="关注", en="watch"),
    "alarm": Label(zh="报警", en="alarm"),
    "psi": Label(zh="稳定性指数", en="stability index"),
    "slope": Label(zh="强度倍数（1为不变）", en="strength against trained (1: as trained)"),
    "factor_then": Label(zh="关联因素均值（训练时）", en="mean factor then"),
    "factor_now": Label(zh="关联因素均值（现在）", en="mean factor now"),
    "reached_then": Label(zh="受关联影响（训练时）", en="reached then"),
    "reached_now": Label(zh="受关联影响（现在）", en="reached now"),
    "mean_factor": Label(zh="关联因素均值", en="mean factor"),
    "reached": Label(zh="受关联影响", en="reached"),
    "side": Label(zh="角色", en="side"),
    "champion": Label(zh="在用", en="champion"),
    "challenger": Label(zh="候选", en="challenger"),
    "no_closed_day": Label(
        zh="训练之后还没有观察期已满的日期：强度与增益暂不能检验",
        en="no day since it was fitted has a whole window behind it: strengths and gain cannot be judged yet",
    ),
}
"""Heads of columns, and states."""

TITLES: dict[str, Label] = {
    "models": Label(zh="关联风险模型", en="Relationship models"),
    "metrics": Label(zh="检验结果", en="Metrics on the test day"),
    "strengths": Label(zh="关联强度（12个月内风险）", en="Strengths: hazard within twelve months"),
    "evaluation": Label(zh="检验：{model}", en="Evaluation of {model}"),
    "drift": Label(zh="模型漂移：{model}，{then} 对 {now}", en="Drift of {model}: {then} against {now}"),
    "shifts": Label(
        zh="变化最大的自身因素（共 {columns} 列）", en="Inputs that moved most, of {columns} columns"
    ),
    "slopes": Label(zh="关联强度检验（{closed} 起 12 个月）", en="What strengths counted for after {closed}"),
    "compared": Label(
        zh="在用与候选对比（检验日 {closed}，分布日 {day}）",
        en="Champion and challenger (judged after {closed}, drawn on {day})",
    ),
    "gained": Label(
        zh="候选对在用的增益（AUPRC）{gain} [{low}, {high}]",
        en="gain of the challenger over the champion (AUPRC) {gain} [{low}, {high}]",
    ),
    "moves": Label(
        zh="换用后类别变化（行：在用，列：候选；仅按风险值）",
        en="Classes after a switch (row: champion, column: challenger; from hazards alone)",
    ),
}
"""Lines above tables."""


def heads(say: Say, *names: str) -> tuple[str, ...]:
    """Heads of columns; the marks ``#`` and ``=`` stay before the word."""
    return words.heads(say, *names, words=words.WORDS | WORDS)


def word(name: str) -> Label:
    """One of ``WORDS``."""
    return WORDS[name]


def title(say: Say, name: str, **values: object) -> str:
    """One of ``TITLES``, filled."""
    return say(TITLES[name]).format(**values)
