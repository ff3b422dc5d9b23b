"""The report on a month: discovery by class, separation, stability, fairness, and the page made of them."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from api.weight_page import page
from api.weight_words import verdicts
from graph.domain import RiskClass, day_number
from scoring.results import Month, Months
from scoring.weights.discovery import WeightReport, weight_report
from scoring.weights.fairness import group_rows, ownership_of
from scoring.weights.intervals import discovery_rate, wilson
from scoring.weights.outcomes import MonthOutcomes, Outcomes, outcomes_by_month
from scoring.weights.rules import Group, weight_rules

RULES = weight_rules().report


@pytest.fixture(scope="module")
def months(two_months: Path) -> list[Month]:
    opened = Months(two_months)
    return [opened.open("2026-09"), opened.open("2026-10")]


def told(month: Month) -> Outcomes:
    """Every third scored enterprise inspected twice; the second time a problem where the score is high."""
    rows = np.flatnonzero(month.scores.numbers("scored"))[::3]
    ids = month.scores.text("enterprise_id").take(pa.array(np.repeat(rows, 2)))
    score = np.repeat(month.scores.numbers("score")[rows], 2)
    second = np.tile([False, True], len(rows))
    day = np.where(second, day_number(date(2026, 11, 20)), day_number(date(2026, 11, 10)))
    return Outcomes(enterprise_ids=ids, day=day.astype(np.int32), problem=second & (score > np.median(score)))


def report(month: Month, previous: Month | None, outcomes: MonthOutcomes) -> WeightReport:
    return weight_report(
        month, previous, outcomes, RULES, rules_hash="0" * 64, horizon=3, until=date(2026, 11, 20)
    )


@pytest.fixture(scope="module")
def found(months: list[Month]) -> WeightReport:
    (mine,) = outcomes_by_month(told(months[1]), months[1:], 3)
    return report(months[1], months[0], mine)


def test_each_class_has_the_counts_of_a_plain_walk_over_its_enterprises(
    found: WeightReport, months: list[Month]
) -> None:
    outcomes = told(months[1])
    classes = dict(
        zip(
            months[1].scores.text("enterprise_id").to_pylist(),
            months[1].scores.numbers("risk_class").tolist(),
            strict=True,
        )
    )
    counts = {name: [0, 0] for name in RiskClass}
    for one, problem in zip(outcomes.enterprise_ids.to_pylist(), outcomes.problem.tolist(), strict=True):
        counts[list(RiskClass)[classes[one]]][0] += 1
        counts[list(RiskClass)[classes[one]]][1] += problem

    assert {
        row.risk_class: [row.discovery.inspections, row.discovery.problems] for row in found.classes
    } == counts
    assert [row.enterprises for row in found.classes] == list(months[1].info.class_counts.values())
    assert found.inspections == len(outcomes.day)


def test_area_is_the_chance_that_a_problem_has_the_higher_score(
    found: WeightReport, months: list[Month]
) -> None:
    outcomes = told(months[1])
    rows = months[1].snapshot.enterprise_codes(outcomes.enterprise_ids)
    score = months[1].scores.numbers("score")[rows].astype(float)
    bad, good = score[outcomes.problem], score[~outcomes.problem]
    pairs = (bad[:, None] > good[None, :]) + 0.5 * (bad[:, None] == good[None, :])

    assert found.area == pytest.approx(pairs.mean())
    assert found.distance == pytest.approx(
        max(abs((bad <= cut).mean() - (good <= cut).mean()) for cut in score)
    )


def test_the_stability_index_compares_the_bands_of_two_months(
    found: WeightReport, months: list[Month]
) -> None:
    shares = []
    for month in months:
        scores = month.scores.numbers("score")
        scores = scores[scores >= 0] / 100
        edges = [*RULES.score_bands.value, 1001]
        counts = [((scores >= low) & (scores < high)).sum() for low, high in pairwise(edges)]
        shares.append(np.maximum(np.array(counts) / len(scores), 1e-4))

    assert found.stability == pytest.approx(((shares[1] - shares[0]) * np.log(shares[1] / shares[0])).sum())
    assert found.previous == months[1].info.previous


def planted(months: list[Month], rates: tuple[int, int, int, int]) -> WeightReport:
    """Report on a month in which some enterprises of each class had ten inspections each."""
    codes = months[1].scores.numbers("risk_class")
    rows = np.array([np.flatnonzero(codes == code)[0] for code in range(4) if (codes == code).any()])
    problems = np.array([rates[codes[row]] for row in rows])
    order = np.argsort(rows)
    outcomes = MonthOutcomes(
        code=rows[order].astype(np.int32),
        found=problems[order].astype(np.int64),
        clean=(100 - problems[order]).astype(np.int64),
        unknown=0,
    )
    return report(months[1], None, outcomes)


def test_a_rate_that_does_not_rise_from_class_to_class_is_told(months: list[Month]) -> None:
    codes = months[1].scores.numbers("risk_class")
    present = [code for code in range(4) if (codes == code).any()]

    rising = planted(months, (0, 20, 60, 95))
    falling = planted(months, (20, 5, 60, 95))

    if len(present) < 4:
        assert rising.rising is None
    else:
        assert (rising.rising, rising.separated) == (True, True)
        assert falling.rising is False
    assert verdicts(rising)[0][2] != verdicts(found_with(rising, False))[0][2]


def found_with(one: WeightReport, rising: bool | None) -> WeightReport:
    return one.model_copy(update={"rising": rising})


def test_the_verdict_says_yes_no_or_not_known(found: WeightReport) -> None:
    said = [verdicts(found_with(found, rising))[0][2].zh for rising in (True, False, None)]

    assert said[0].startswith("是")
    assert said[1] == "否"
    assert said[2].startswith("无法判断")


def test_wilson_interval_of_ten_in_a_hundred_is_the_printed_one() -> None:
    assert wilson(10, 100, 0.95) == pytest.approx((0.0552, 0.1744), abs=5e-5)
    assert wilson(0, 10, 0.95) == pytest.approx((0.0, 0.2775), abs=5e-5)


def test_no_inspection_has_no_rate() -> None:
    assert discovery_rate(0, 0, 0.95).rate is None


def test_a_group_is_compared_with_the_best_one_and_with_all() -> None:
    # group a: 4 of 100 in D, group b: 30 of 100, unknown: 1 of 1
    group = np.repeat([1, 2, 0], [100, 100, 1])
    codes = np.concatenate([np.repeat([3, 0], [4, 96]), np.repeat([3, 1], [30, 70]), [3]])
    inspected = np.zeros(201, np.int64)
    problems = inspected.copy()
    problems[[0, 1, 100, 150]] = 1
    inspected[[2, 3, 101, 102, 151]] = 1

    rows = group_rows(group, ["", "a", "b"], codes, problems, inspected, {"a": Group(zh="甲", en="A")}, RULES)

    first, second, unknown = rows
    assert [row.label.zh for row in rows] == ["甲", "b", "未知"]
    assert (first.d_share, second.d_share) == (0.04, 0.30)
    assert first.d_ratio == pytest.approx(0.04 / (35 / 201))
    assert (first.impact_ratio, second.impact_ratio) == pytest.approx((1.0, 0.70 / 0.96))
    assert (first.flagged, second.flagged, unknown.flagged) == (False, True, False)
    assert (second.discovery.problems, second.discovery.inspections) == (2, 5)
    assert (second.discovery_d.problems, second.discovery_d.inspections) == (1, 3)


def test_a_difference_that_may_be_chance_is_not_flagged() -> None:
    # 10 of 1,000 and 1 of 50: nearly twice the share of all, and one enterprise
    group = np.repeat([1, 2], [1000, 50])
    codes = np.concatenate([np.repeat([3, 0], [10, 990]), np.repeat([3, 0], [1, 49])])
    nothing = np.zeros(1050, np.int64)

    _, second = group_rows(group, ["", "a", "b"], codes, nothing, nothing, {}, RULES)

    assert second.d_ratio == pytest.approx(0.02 / (11 / 1050))
    assert not second.flagged


def test_the_longest_prefix_of_an_entity_type_names_its_ownership() -> None:
    codes = ("1110", "1151", "1190", "4540", "9500", "5100", None, "X")

    assert [ownership_of(code, RULES) for code in codes] == [
        "state", "person", "other", "person", "individual", "foreign", "", "",
    ]  # fmt: skip


class Outline(HTMLParser):
    """Tags and addresses of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [
            value or "" for name, value in attrs if name in ("src", "href", "srcset", "action")
        ]


def test_the_page_stands_alone_and_speaks_chinese_first(found: WeightReport) -> None:
    text = page(found)
    outline = Outline()
    outline.feed(text)

    assert outline.addresses == []
    assert not {"script", "link", "img", "iframe"} & set(outline.tags)
    assert outline.tags.count("table") == 4
    assert '<html lang="zh-CN">' in text
    assert text.index("各类问题发现率") < text.index("discovery rate by class")
    assert page(found) == text


def test_the_page_names_no_enterprise_and_escapes_what_data_say(
    found: WeightReport, months: list[Month]
) -> None:
    (first, *others) = found.fairness[2].groups
    label = first.label.model_copy(update={"zh": "<b>区</b>", "en": "<b>区</b>"})
    table = found.fairness[2].model_copy(
        update={"groups": (first.model_copy(update={"label": label}), *others)}
    )
    text = page(found.model_copy(update={"fairness": (*found.fairness[:2], table)}))

    assert "&lt;b&gt;区&lt;/b&gt;" in text
    assert "<b>" not in text
    assert not any(one in text for one in months[1].scores.text("enterprise_id").to_pylist())
