"""Rows that a model is to be measured against, and why one may not be there.

References
----------
docs/adr/0047-evidence-beside-the-model.md
"""

from __future__ import annotations

from collections.abc import Collection

from scoring.evaluation.results import AbsentRow
from scoring.results_base import Label

_FREE = ("logistic", "forest", "boosting", "boosting_monotone", "fusion")
_LIBRARY = dict(zip(_FREE, ("sklearn", "sklearn", "lightgbm", "lightgbm", "lightgbm"), strict=True))
_NETWORKS = ("rgcn", "hgt", "sage")

ASKED: dict[str, Label] = {
    "own": Label(zh="仅自身因素", en="own factors only"),
    "degree": Label(zh="仅关联数量", en="degree only"),
    "persistence": Label(zh="历史延续", en="persistence"),
    "shuffled": Label(zh="标签打乱", en="shuffled labels"),
    "vote": Label(zh="邻居加权表决", en="weighted vote of neighbours"),
    "pagerank": Label(zh="时间衰减个性化PageRank", en="time-decayed personalised PageRank"),
    "hops": Label(zh="按跳数衰减求和", en="hop-decayed sums"),
    "logistic": Label(zh="逻辑回归", en="logistic regression"),
    "forest": Label(zh="随机森林", en="random forest"),
    "boosting": Label(zh="梯度提升（无约束）", en="gradient boosting, free"),
    "boosting_monotone": Label(zh="梯度提升（单调）", en="gradient boosting, monotone"),
    "rgcn": Label(zh="RGCN", en="RGCN"),
    "hgt": Label(zh="HGT", en="HGT"),
    "sage": Label(zh="GraphSAGE", en="GraphSAGE"),
    "fusion": Label(zh="同样路径无约束融合", en="unconstrained fusion of the same paths"),
    "month_model": Label(zh="月度评分（模型）", en="month's score, model"),
    "truth": Label(zh="真值", en="the truth"),
}
"""Every row by id, in the order of the guide."""


def absent_rows(present: Collection[str], missing: Collection[str], *, free: bool) -> tuple[AbsentRow, ...]:
    """Rows asked for that are not present, each with its reason.

    Parameters
    ----------
    present : ids of the rows that are there
    missing : libraries that are not installed
    free : bool
        Whether classifiers without promises were to be fitted.
    """
    return tuple(
        AbsentRow(id=name, label=label, reason=_reason(name, missing, free=free))
        for name, label in ASKED.items()
        if name not in present
    )


def _reason(name: str, missing: Collection[str], *, free: bool) -> Label:
    if name == "truth":
        return Label(zh="只有合成省份才知道真值", en="known of synthetic provinces only")
    if name == "month_model":
        return Label(
            zh="没有一项强度高于0，或没有比例能保持均值",
            en="no strength is above 0, or no scale keeps the mean",
        )
    if name in _NETWORKS:
        return Label(
            zh="图神经网络对照仅在基准测试中训练（python -m benchmarks.quality.rows），见 docs/benchmarks.md",
            en="fitted by the benchmark only (python -m benchmarks.quality.rows), see docs/benchmarks.md",
        )
    if not free:
        return Label(zh="本次未要求无约束方法（--fast）", en="not asked for (--fast)")
    library = _LIBRARY.get(name, "")
    if library in missing:
        return Label(zh=f"未安装 {library}", en=f"{library} is not installed")
    return Label(zh="本次没有该项", en="not brought")
