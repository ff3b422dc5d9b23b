"""Sentences about clusters say what is counted, by which rate, and what happened."""

from __future__ import annotations

import numpy as np
import pytest

from graph.arrays import Frame
from scoring.clusters.rules import cluster_rules
from scoring.clusters.sentences import event_sentence, why_risk, why_together
from scoring.pack import load_pack
from scoring.results_types import ClusterEvent, Label

RULES = cluster_rules(load_pack("mrt").clusters.content)
TIE = Label(zh="股权", en="equity")


def clusters(*, expected: float, by_whole: int, joined: int = 0) -> Frame:
    return Frame(
        {
            "size": np.array([5], np.int32),
            "main_hub_members": np.array([joined], np.int32),
            "records": np.array([7], np.int32),
            "expected": np.array([expected]),
            "expected_by_whole": np.array([by_whole], np.int32),
        }
    )


@pytest.mark.parametrize(
    ("expected", "by_whole", "zh", "en"),
    [
        (2.04, 0, "按行业与规模预期 2.0 条。", "2.0 expected by industry and size."),
        (2.04, 2, "（其中 2 户按全体平均）。", "(2 of them at the rate of all)."),
        (2.04, 5, "按全体平均预期 2.0 条", "2.0 expected at the rate of all"),
        (np.nan, 5, "无从预期。", "none in the reference to expect any by."),
    ],
)
def test_the_expectation_says_its_rate(expected: float, by_whole: int, zh: str, en: str) -> None:
    why = why_together(clusters(expected=expected, by_whole=by_whole), 0, TIE, RULES)

    assert why.zh.startswith("5 户企业主要因“股权”聚集；近 24 个月有 7 条不良记录，")
    assert zh in why.zh
    assert en in why.en


def test_the_node_that_joins_members_is_counted() -> None:
    why = why_together(clusters(expected=1.0, by_whole=0, joined=4), 0, TIE, RULES)

    assert "其中 4 户连到同一节点" in why.zh
    assert "4 of them are tied to one and the same node" in why.en


def judged(*, size: int = 9, records: int = 7, high: float = 0.5, low: float = 2.5) -> Frame:
    return Frame(
        {
            "size": np.array([size], np.int32),
            "records": np.array([records], np.int32),
            "high_share": np.array([high]),
            "ratio_low": np.array([low]),
        }
    )


def test_a_risk_cluster_says_every_figure_beside_its_bound() -> None:
    why = why_risk(judged(), 0, RULES)

    assert why.zh == (
        "是风险群组：成员 9 户（须不少于 3 户）；不良记录 7 条（须不少于 3 条）；"
        "C、D 类占 50.0%（须不低于 20%）；不良记录为预期的倍数，95% 区间下限 2.50（须高于 1.5）。"
    )


@pytest.mark.parametrize(
    ("figures", "missed"),
    [
        ({"records": 1}, "不是风险群组：不良记录 1 条（须不少于 3 条）。"),
        ({"high": 0.125}, "不是风险群组：C、D 类占 12.5%（须不低于 20%）。"),
        ({"high": np.nan}, "不是风险群组：C、D 类占 -（须不低于 20%）。"),
        ({"low": 0.8}, "不是风险群组：不良记录为预期的倍数，95% 区间下限 0.80（须高于 1.5）。"),
    ],
)
def test_another_cluster_says_only_what_it_fails(figures: dict[str, float], missed: str) -> None:
    assert why_risk(judged(**figures), 0, RULES).zh == missed  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("event", "size", "before", "others", "zh"),
    [
        (ClusterEvent.BORN, 11, 0, (), "新形成：11 户。"),
        (ClusterEvent.ENDED, 0, 4, ("K:1",), "消失：原有 4 户，涉及 K:1。"),
        (ClusterEvent.GREW, 6, 4, (), "扩大：4 户变为 6 户。"),
        (ClusterEvent.CHANGED, 4, 4, (), "成员更替：4 户。"),
    ],
)
def test_an_event_is_said_with_the_members_it_concerns(
    event: ClusterEvent, size: int, before: int, others: tuple[str, ...], zh: str
) -> None:
    assert event_sentence(event, size, before, others).zh == zh
