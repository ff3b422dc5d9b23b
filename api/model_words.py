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
}
"""Heads of columns, and states."""

TITLES: dict[str, Label] = {
    "models": Label(zh="关联风险模型", en="Relationship models"),
    "metrics": Label(zh="检验结果", en="Metrics on the test day"),
    "strengths": Label(zh="关联强度（12个月内风险）", en="Strengths: hazard within twelve months"),
    "evaluation": Label(zh="检验：{model}", en="Evaluation of {model}"),
}
"""Lines above tables."""


def heads(say: Say, *names: str) -> tuple[str, ...]:
    """Heads of columns; the marks ``#`` and ``=`` stay before the word."""
    return words.heads(say, *names, words=words.WORDS | WORDS)


def title(say: Say, name: str, **values: object) -> str:
    """One of ``TITLES``, filled."""
    return say(TITLES[name]).format(**values)
