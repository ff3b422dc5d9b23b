"""Filings of a few firms out of files of a province are those that reading all of them gives."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from graph.arrays import Frame
from graph.filing_few import are_few, read_few
from graph.filings import FilingStore
from graph.snapshot import Snapshot
from tests.deliveries import Delivery, plain
from tests.frozen_world import text, world

JANUARY, FEBRUARY, MARCH = date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)
FIRMS = [f"U{number:02d}" for number in range(30)]
COLUMNS = ["filing_id", "enterprise_id", "filed_on", "staff"]


def report(key: str, firm: str, day: date, staff: int, known_on: date) -> dict[str, Any]:
    return {
        "filing_id": key,
        "enterprise_id": firm,
        "filed_on": day,
        "report_year": 2025,
        "staff": staff,
        "known_on": known_on,
    }


@pytest.fixture
def filings(tmp_path: Path) -> FilingStore:
    """Ten reports of each firm, every third told again in March, some under an old id of the firm."""
    store = FilingStore(tmp_path / "home")
    rng = np.random.default_rng(7)
    rows = [
        report(f"{firm}-{n}", firm, JANUARY - timedelta(int(rng.integers(20))), n, JANUARY)
        for firm in FIRMS
        for n in range(10)
    ]
    again = [{**row, "staff": row["staff"] + 100, "known_on": MARCH} for row in rows[::3]]
    old = [report(f"old-{firm}", f"old:{firm}", JANUARY, 7, JANUARY) for firm in FIRMS]
    for day, some in ((JANUARY, rows + old), (MARCH, again)):
        store.append(Delivery(batch=f"f{day}", day=day, rows={"annual_reports": some}).staged(tmp_path))
    return store


def province(firms: Iterable[str]) -> Snapshot:
    named = list(firms)
    aliases = Frame(
        {
            "alias_id": text([{"a": f"old:{firm}"} for firm in named], "a"),
            "enterprise": np.arange(len(named), dtype=np.int32),
        }
    )
    return replace(world(as_of=MARCH, enterprises=named), aliases=aliases)


def files(filings: FilingStore) -> list[Path]:
    return [path for path, _ in filings.files("annual_reports", None)]


@pytest.mark.parametrize("day", [FEBRUARY, MARCH])
def test_rows_of_few_firms_are_those_of_all_firms(filings: FilingStore, day: date) -> None:
    few, whole = province(FIRMS[3:6]), province(FIRMS)

    rows = plain(filings.view(day, few).table("annual_reports", COLUMNS))

    everything = plain(filings.view(day, whole).table("annual_reports", COLUMNS))
    assert are_few(files(filings), few)
    assert rows == [
        {**row, "enterprise": row["enterprise"] - 3} for row in everything if row["enterprise"] in (3, 4, 5)
    ]
    assert len(rows) == 33


def test_all_firms_of_a_province_are_not_few(filings: FilingStore) -> None:
    many = province([*FIRMS, *(f"V{number:02d}" for number in range(30))])

    assert not are_few(files(filings), many)


def test_corrected_contents_of_few_firms_are_those_listed(filings: FilingStore) -> None:
    few = replace(province(FIRMS[:1]), as_of=FEBRUARY)

    rows = plain(filings.view(MARCH, few, ["U00-3"]).table("annual_reports", COLUMNS))

    assert [row["staff"] for row in rows if row["staff"] >= 100] == [103]


def test_a_version_that_names_another_firm_counts_for_neither_of_few(tmp_path: Path) -> None:
    store = FilingStore(tmp_path / "home")
    rows = [report(f"{firm}-{n}", firm, JANUARY, n, JANUARY) for firm in FIRMS for n in range(3)]
    moved = [report("U00-1", "U09", JANUARY, 1, MARCH)]
    for day, some in ((JANUARY, rows), (MARCH, moved)):
        store.append(Delivery(batch=f"m{day}", day=day, rows={"annual_reports": some}).staged(tmp_path))

    found = plain(store.view(MARCH, province(["U00"])).table("annual_reports", ["filing_id"]))

    assert [row["filing_id"] for row in found] == ["U00-0", "U00-2"]


def test_a_row_group_without_one_of_the_firms_is_not_read(
    filings: FilingStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "groups.parquet"
    pq.write_table(pq.read_table(files(filings)[0]), path, row_group_size=10)
    read: list[int] = []
    whole = pq.ParquetFile.read_row_group

    def noting(self: pq.ParquetFile, group: int, **named: Any) -> Any:
        read.extend([group] if "staff" in named["columns"] else [])
        return whole(self, group, **named)

    monkeypatch.setattr(pq.ParquetFile, "read_row_group", noting)
    found = read_few(path, ["enterprise_id", "repeat", "staff"], province(FIRMS[:1]), repeated=False)
    nobody = read_few(path, ["enterprise_id", "repeat", "staff"], province(["X"]), repeated=False)

    assert found.num_rows == 11
    assert read == [0, 30]
    assert (nobody.num_rows, nobody.schema) == (0, found.schema)


def test_few_firms_without_a_filing_have_an_empty_table(filings: FilingStore) -> None:
    assert are_few(files(filings), province(["X"]))
    assert filings.view(MARCH, province(["X"])).table("annual_reports", COLUMNS).rows == 0
