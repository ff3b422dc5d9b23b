"""What would lift a line: days and values of the pack, nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from graph.domain import day_number, day_of
from scoring.cited_records import CitedRecords, months_after
from scoring.excluded_records import expired_records
from scoring.lifting import lifted_value
from scoring.measures.days import months_before
from scoring.month_lookups import lay_out
from scoring.pack import load_pack
from scoring.pack_model import Pack
from tests.relation_graphs import Firm, Record, World

PACK = load_pack("mrt")
WHO = (("E1", "responsible"),)


def cited(*records: Record, pack: Pack = PACK) -> CitedRecords:
    snapshot = World(firms=(Firm("E1"),), records=records).freeze()
    return CitedRecords(snapshot, lay_out(snapshot), np.arange(len(records)), pack)


def lifted(record: Record, pack: Pack = PACK, *, while_listed: bool = False) -> str:
    found = cited(record, pack=pack).lifted(0, while_listed=while_listed)
    return "" if found is None else found.zh


@pytest.mark.parametrize(
    ("decided", "severity", "last"),
    [
        (date(2025, 6, 10), 3, date(2028, 6, 10)),
        (date(2026, 1, 10), 3, date(2027, 1, 10)),
        (date(2026, 5, 31), 1, date(2026, 8, 31)),
        (date(2026, 5, 10), 5, date(2029, 5, 10)),
    ],
)
def test_the_end_of_publication_comes_from_the_rule_in_force_on_the_day(
    decided: date, severity: int, last: date
) -> None:
    record = Record("r1", WHO, decided=day_number(decided), severity=severity)

    assert f"自 {last} 起不再计入" in lifted(record)


@pytest.mark.parametrize("months", [0, 3, 12, 36, 60])
@pytest.mark.parametrize("day", [date(2024, 2, 29), date(2025, 8, 31), date(2026, 1, 1)])
def test_the_first_day_after_is_the_first_on_which_the_record_expires(day: date, months: int) -> None:
    begins = day_number(day)

    first = months_after(begins, months)

    assert months_before(first, months) >= begins
    assert months == 0 or months_before(first - 1, months) < begins


def test_the_day_said_is_the_first_on_which_the_month_leaves_the_record_out() -> None:
    record = Record("r1", WHO, decided=day_number(date(2026, 1, 10)), severity=3)
    world = World(firms=(Firm("E1"),), records=(record,))
    last = date(2027, 1, 10)

    def expired(day: date) -> bool:
        return bool(expired_records(replace(world, as_of=day).freeze(), PACK)[0])

    assert expired(last)
    assert not expired(day_of(day_number(last) - 1) or last)


def test_a_listing_is_lifted_by_its_removal_where_it_counts_only_in_force() -> None:
    record = Record("r1", WHO, kind="judgment_defaulter")

    assert "移出失信被执行人之日起" in lifted(record, while_listed=True)
    assert lifted(record) == ""


def test_repair_is_named_only_for_kinds_that_can_be_repaired() -> None:
    assert "信用修复" in lifted(Record("r1", WHO, kind="penalty"))
    assert "信用修复" not in lifted(Record("r1", WHO, kind="suit"))


def test_a_rule_that_the_region_turned_off_is_not_named() -> None:
    off = PACK.model_copy(
        update={
            "publication": PACK.publication.model_copy(update={"active": False}),
            "repair": PACK.repair.model_copy(update={"active": False}),
        }
    )

    assert lifted(Record("r1", WHO), off) == ""


def indicator(name: str) -> Any:
    return next(one for one in PACK.indicators if one.id == name)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("JC01", 0.83, "取值达到 1 年时，风险程度由 1 降至 0.6"),
        ("JC01", 30.0, None),
        ("JY01", 1.0, "取值低于 1 次时，风险程度由 0.2 降至 0"),
        ("JY01", 0.0, None),
    ],
)
def test_a_value_says_where_the_next_lower_risk_begins(name: str, value: float, said: str | None) -> None:
    found = lifted_value(indicator(name), value, True)

    assert (None if found is None else found.zh) == said


def test_the_value_said_has_the_risk_said() -> None:
    for one in PACK.indicators:
        edges = np.array(one.bins.edges)
        for value in (*edges, edges[0] - 1, edges[-1] + 1):
            found = lifted_value(one, float(value), True)
            risk = float(one.bins.of(np.array([float(value)]))[0])
            assert (found is None) == (risk == min(one.bins.points)) or one.unit == "level", one.id


def test_an_unknown_value_is_lifted_by_delivering_it() -> None:
    found = lifted_value(indicator("JC01"), None, False)

    assert found is not None
    assert "补充该项数据" in found.zh
