"""Values of indicators as an investigator says them: with unit, word and measure word."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from scoring.results_base import Label


class Unit(StrEnum):
    """What the number of an indicator is.

    ``yuan`` values are in cents; ``percent``, ``percentile`` and ``index`` values are
    fractions; ``level`` values are whole numbers that the pack has words for.
    """

    YUAN = "yuan"
    YEARS = "years"
    DAYS = "days"
    DAYS_LEFT = "days_left"
    PERCENT = "percent"
    PERCENTILE = "percentile"
    DECILE = "decile"
    TIMES_ALL = "times_all"
    DEVIATIONS = "deviations"
    INDEX = "index"
    COUNT = "count"
    YES_NO = "yes_no"
    LEVEL = "level"


COUNTED = frozenset({Unit.YUAN, Unit.YEARS, Unit.DAYS, Unit.PERCENT, Unit.DEVIATIONS, Unit.COUNT})
"""Units of which more or less can be said."""

_CENTS = 100
_TEN_THOUSAND = 10**4
_HUNDRED_MILLION = 10**8


def spoken(unit: Unit, value: float, measure_word: str | None = None) -> Label:
    """A known value with its unit; words of levels are the pack's and not said here.

    Parameters
    ----------
    unit : Unit
    value : float
        In the indicator's own number: cents, fractions, days, counts.
    measure_word : str, optional
        Chinese measure word of a count.

    Returns
    -------
    Label
    """
    if unit is Unit.COUNT:
        return Label(zh=" ".join(part for part in (plain(value), measure_word) if part), en=plain(value))
    return _SPOKEN[unit](value)


def plain(value: float) -> str:
    """Number without needless decimals: whole numbers as such, others with two decimals."""
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def _yuan(cents: float) -> Label:
    yuan = cents / _CENTS
    if abs(yuan) >= _HUNDRED_MILLION:
        zh = f"{plain(yuan / _HUNDRED_MILLION)} 亿元"
    elif abs(yuan) >= _TEN_THOUSAND:
        zh = f"{plain(yuan / _TEN_THOUSAND)} 万元"
    else:
        zh = f"{plain(yuan)} 元"
    return Label(zh=zh, en=f"{plain(yuan)} yuan")


def _percent(fraction: float) -> str:
    return f"{plain(100 * fraction)}%"


def _days_left(value: float) -> Label:
    if value < 0:
        return Label(zh=f"已超期 {plain(-value)} 天", en=f"{plain(-value)} days overdue")
    return Label(zh=f"还有 {plain(value)} 天", en=f"{plain(value)} days left")


def _same(value: float) -> Label:
    return Label(zh=plain(value), en=plain(value))


def _counted(zh: str, one: str, many: str) -> Callable[[float], Label]:
    return lambda value: Label(zh=f"{plain(value)} {zh}", en=f"{plain(value)} {one if value == 1 else many}")


_SPOKEN: dict[Unit, Callable[[float], Label]] = {
    Unit.YUAN: _yuan,
    Unit.YEARS: _counted("年", "year", "years"),
    Unit.DAYS: _counted("天", "day", "days"),
    Unit.DAYS_LEFT: _days_left,
    Unit.PERCENT: lambda value: Label(zh=_percent(value), en=_percent(value)),
    Unit.PERCENTILE: lambda value: Label(
        zh=f"高于同组 {_percent(value)} 的企业", en=f"more than {_percent(value)} of its group"
    ),
    Unit.DECILE: lambda value: Label(
        zh=f"第 {plain(value)} 档（共 10 档）", en=f"decile {plain(value)} of 10"
    ),
    Unit.TIMES_ALL: lambda value: Label(
        zh=f"总体平均的 {plain(value)} 倍", en=f"{plain(value)} times the rate of all"
    ),
    Unit.DEVIATIONS: _counted("个标准差", "standard deviation", "standard deviations"),
    Unit.INDEX: lambda value: Label(
        zh=f"{plain(value)}（0 至 1）", en=f"{plain(value)} on a scale of 0 to 1"
    ),
    Unit.YES_NO: lambda value: Label(zh="是", en="yes") if value else Label(zh="否", en="no"),
    Unit.LEVEL: _same,
}
