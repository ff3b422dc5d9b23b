"""Deliveries: their days, the versions of facts that end, and their files."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import pytest
import yaml

from graph.columns import ColumnType
from graph.domain import DAY_OPEN, DAY_UNKNOWN, day_number
from graph.errors import InputError
from graph.ingest.deliveries import read_delivery
from graph.synthetic.deliveries import Schedule
from graph.synthetic.province import generate
from graph.synthetic.versions import versions
from graph.tables import TABLES
from tests.written_province import UNTIL, WrittenProvince

SCHEDULE = Schedule(until=date(2026, 3, 31), months=12, monthly=2)


def test_the_first_delivery_ends_before_the_first_month_delivered_alone() -> None:
    assert SCHEDULE.days == (date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31))
    assert SCHEDULE.month_starts[0] == day_number(date(2025, 4, 1))
    assert SCHEDULE.month_starts[-1] == day_number(date(2026, 4, 1))
    assert len(SCHEDULE.month_starts) == 13


def test_months_roll_over_years() -> None:
    long = Schedule(until=date(2026, 1, 15), months=30, monthly=14)

    assert long.days[0] == date(2024, 11, 30)
    assert long.days[-1] == date(2026, 1, 15)
    assert long.month_starts[0] == day_number(date(2023, 8, 1))


@pytest.mark.parametrize(("months", "monthly"), [(0, 0), (3, 3), (3, -1)])
def test_a_schedule_that_cannot_be_is_refused(months: int, monthly: int) -> None:
    with pytest.raises(InputError, match="expected months"):
        Schedule(until=UNTIL, months=months, monthly=monthly)


def test_a_fact_that_ends_later_comes_in_two_versions() -> None:
    first, second, third = (day_number(day) for day in SCHEDULE.days)
    known = np.array([first, first, first, second, third + 1], dtype=np.int32)
    end = np.array([DAY_OPEN, first - 5, second - 9, third - 3, third], dtype=np.int32)
    end_known = np.array([DAY_OPEN, first - 1, second, third + 40, third + 9], dtype=np.int32)

    index, known_on, ended = versions(SCHEDULE, known, end, end_known)

    # Fact 1 comes once with its end, fact 2 twice, the end of fact 3 is known too late.
    assert index.tolist() == [0, 1, 2, 3, 4, 2]
    assert ended.tolist() == [DAY_UNKNOWN, first - 5, DAY_UNKNOWN, DAY_UNKNOWN, DAY_UNKNOWN, second - 9]
    assert known_on.tolist() == [first, first, first, second, third + 1, second]


def test_every_delivery_says_what_it_is(province: WrittenProvince) -> None:
    folders = province.truth.deliveries
    declared = [yaml.safe_load((folder / "delivery.yaml").read_text()) for folder in folders]

    assert [folder.name for folder in folders] == ["00-2026-07", "01-2026-08", "02-2026-09", "03-2026-10"]
    assert [entry["backfill"] for entry in declared] == [True, False, False, False]
    assert declared[-1]["day"] == UNTIL
    assert all(entry["mapping"] == "canonical" and entry["full"] == [] for entry in declared)
    assert read_delivery(folders[1]).declaration.day == date(2026, 8, 31)


def test_no_row_is_delivered_before_it_is_known_or_late(province: WrittenProvince) -> None:
    days = [pd.Timestamp(f"2026-{month}") for month in ("07-31", "08-31", "09-30", "10-31")]
    for name in TABLES:
        frame = province.table(name)
        assert not frame.empty, name
        for number, day in enumerate(days):
            known = frame.loc[frame["delivery"] == number, "known_on"]
            assert (known <= day).all(), name
            assert number == 0 or (known > days[number - 1]).all(), name


def test_no_delivery_tells_the_future(province: WrittenProvince) -> None:
    days = [pd.Timestamp(f"2026-{month}") for month in ("07-31", "08-31", "09-30", "10-31")]
    announced = {
        ("records", "publication_until"), ("annual_reports", "subscription_due_on"),
        ("licences", "valid_to"), ("ratings", "valid_to"), ("certifications", "valid_to"),
        ("intellectual_property", "valid_to"),
    }  # fmt: skip
    for name, table in TABLES.items():
        frame = province.table(name, planted=False)
        for column in table.columns:
            if column.kind is not ColumnType.DAY or (name, column.name) in announced:
                continue
            limit = frame["delivery"].map(dict(enumerate(days)))
            assert not (frame[column.name] > limit).any(), (name, column.name)


def test_some_facts_are_known_long_after_they_happened(province: WrittenProvince) -> None:
    records = province.latest("records")
    late = (records["known_on"] - records["decided_on"]).dt.days > 90

    assert 0.005 < late.mean() < 0.05


def test_csv_and_parquet_say_the_same(tmp_path: Path) -> None:
    for kind in ("csv", "parquet"):
        generate(firms=40, seed=9, folder=tmp_path / kind, until=UNTIL, file_format=kind, monthly=1)
    for path in sorted((tmp_path / "parquet").glob("0*/*.parquet")):
        binary = pq.read_table(path)
        options = pacsv.ConvertOptions(
            column_types=binary.schema, strings_can_be_null=True, quoted_strings_can_be_null=False
        )
        text = pacsv.read_csv(
            tmp_path / "csv" / path.parent.name / f"{path.stem}.csv", convert_options=options
        )
        assert text.equals(binary), path.name


def test_long_tables_are_split_without_losing_order(tmp_path: Path) -> None:
    generate(firms=80, seed=2, folder=tmp_path / "whole", until=UNTIL, monthly=0)
    generate(firms=80, seed=2, folder=tmp_path / "split", until=UNTIL, monthly=0, max_file_rows=100)
    whole = pq.read_table(tmp_path / "whole" / "00-2026-10" / "ties.parquet")
    parts = sorted((tmp_path / "split" / "00-2026-10").glob("ties-*.parquet"))
    tables = [pq.read_table(part) for part in parts]

    assert [part.name for part in parts[:2]] == ["ties-000.parquet", "ties-001.parquet"]
    assert all(len(table) == 100 for table in tables[:-1])
    assert sum(len(table) for table in tables) == len(whole)
    assert tables[1].equals(whole.slice(100, 100))
