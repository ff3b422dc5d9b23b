"""Values of indicators are said with their unit, and a bound says that it is one."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from scoring.pack import load_pack
from scoring.pack_indicators import Indicator
from scoring.value_texts import Unit, spoken

PACK = load_pack("mrt")


def indicator(name: str) -> Indicator:
    (found,) = [entry for entry in PACK.indicators if entry.id == name]
    return found


@pytest.mark.parametrize(
    ("unit", "value", "zh", "en"),
    [
        (Unit.YUAN, 123_456, "1,234.56 元", "1,234.56 yuan"),
        (Unit.YUAN, 143_000_000, "143 万元", "1,430,000 yuan"),
        (Unit.YUAN, 59_700_000_000, "5.97 亿元", "597,000,000 yuan"),
        (Unit.YUAN, 0, "0 元", "0 yuan"),
        (Unit.YEARS, 1, "1 年", "1 year"),
        (Unit.YEARS, 2.394, "2.39 年", "2.39 years"),
        (Unit.DAYS, 1_775, "1,775 天", "1,775 days"),
        (Unit.DAYS_LEFT, 31, "还有 31 天", "31 days left"),
        (Unit.DAYS_LEFT, -539, "已超期 539 天", "539 days overdue"),
        (Unit.PERCENT, 0.1864, "18.64%", "18.64%"),
        (Unit.PERCENTILE, 0.9872, "高于同组 98.72% 的企业", "more than 98.72% of its group"),
        (Unit.DECILE, 10, "第 10 档（共 10 档）", "decile 10 of 10"),
        (Unit.TIMES_ALL, 1.231, "总体平均的 1.23 倍", "1.23 times the rate of all"),
        (Unit.YES_NO, 1, "是", "yes"),
        (Unit.YES_NO, 0, "否", "no"),
    ],
)
def test_a_value_is_said_with_its_unit(unit: Unit, value: float, zh: str, en: str) -> None:
    said = spoken(unit, value)

    assert (said.zh, said.en) == (zh, en)


@pytest.mark.parametrize("unit", list(Unit))
def test_every_unit_can_be_said(unit: Unit) -> None:
    said = spoken(unit, 1.0, "次")

    assert said.zh
    assert said.en


def test_a_count_has_its_measure_word() -> None:
    said = indicator("JG07").said(10, known=True)

    assert said is not None
    assert (said.zh, said.en) == ("10 次", "10")


def test_a_level_is_said_by_its_word() -> None:
    said = indicator("JC10").said(0, known=True)

    assert said is not None
    assert (said.zh, said.en) == ("微型", "micro")


def test_a_bound_of_a_count_says_at_least_and_of_days_since_at_most() -> None:
    count, days = indicator("JG07").said(2, known=False), indicator("JG16").said(36, known=False)

    assert count is not None
    assert days is not None
    assert count.zh == "至少 2 次（数据覆盖不全）"
    assert days.en == "at most 36 days (data do not cover all)"


def test_an_unknown_value_is_not_said() -> None:
    assert indicator("JG07").said(None, known=False) is None


@pytest.mark.parametrize(
    "change",
    [
        {"measure_word": None},
        {"unit": "days"},
        {"unit": "level", "measure_word": None},
        {"words": {1: {"zh": "一", "en": "one"}}},
    ],
)
def test_a_unit_that_cannot_be_said_is_refused(change: dict[str, object]) -> None:
    content = indicator("JG07").model_dump(by_alias=True)

    with pytest.raises(ValidationError, match="expected"):
        Indicator.model_validate({**content, **change})


def test_a_level_without_a_word_is_refused() -> None:
    content = indicator("JC10").model_dump(by_alias=True)

    with pytest.raises(ValidationError, match="words for every level"):
        Indicator.model_validate({**content, "words": {0: {"zh": "微型", "en": "micro"}}})
