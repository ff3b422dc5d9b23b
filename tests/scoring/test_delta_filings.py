"""Filings of a part of a province are read once for all stages between two months."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from graph.arrays import Frame
from graph.filings import MemoryFilings
from scoring.job.delta_filings import CorrectedFilings, FilingsOnce
from tests.deliveries import plain
from tests.frozen_world import world

PART = world(enterprises=["A", "B", "C"])


class Counting:
    """Filings that note which tables were read."""

    def __init__(self, **staff: Sequence[int]) -> None:
        self.read: list[str] = []
        self._tables = MemoryFilings(
            {
                name: Frame(
                    {
                        "enterprise": np.array([0, 1, 1, 2], np.int32),
                        "filing_id": pa.array([f"{name}{n}" for n in range(4)], pa.large_string()),
                        "insured_staff": np.array(values, np.int64),
                        "filed_on": np.arange(4, dtype=np.int32),
                    }
                )
                for name, values in staff.items()
            }
        )

    def table(self, name: str, columns: Sequence[str]) -> Frame:
        self.read.append(name)
        return self._tables.table(name, columns)


def test_a_table_is_read_once_whatever_stage_asks() -> None:
    base = Counting(insurance=[1, 2, 3, 4])
    once = FilingsOnce(base, PART)

    first = once.of(PART).table("insurance", ["filed_on", "insured_staff"])
    second = once.of(PART).table("insurance", ["insured_staff", "filing_id"])

    assert base.read == ["insurance"]
    assert list(first) == ["enterprise", "filed_on", "insured_staff"]
    assert list(second) == ["enterprise", "insured_staff", "filing_id"]


def test_a_column_nobody_asked_for_yet_is_read() -> None:
    base = Counting(insurance=[1, 2, 3, 4])
    once = FilingsOnce(base, PART)
    once.table("insurance", ["filed_on"])

    found = once.table("insurance", ["insured_staff"])

    assert plain(found)[3] == {"enterprise": 2, "insured_staff": 4}
    assert base.read == ["insurance", "insurance"]
    assert list(once.table("insurance", ["filed_on"])) == ["enterprise", "filed_on"]


def test_filings_of_a_smaller_part_have_its_codes_and_no_others() -> None:
    once = FilingsOnce(Counting(insurance=[1, 2, 3, 4]), PART)

    found = once.of(world(enterprises=["B", "C"])).table("insurance", ["insured_staff"])

    assert plain(found) == [
        {"enterprise": 0, "insured_staff": 2},
        {"enterprise": 0, "insured_staff": 3},
        {"enterprise": 1, "insured_staff": 4},
    ]


def test_only_a_table_with_a_corrected_filing_is_read_again() -> None:
    before = FilingsOnce(Counting(insurance=[1, 2, 3, 4], tax=[5, 6, 7, 8]), PART)
    fresh = Counting(insurance=[1, 2, 9, 4], tax=[0, 0, 0, 0])
    corrected = CorrectedFilings(before, fresh, PART, ["insurance2", "elsewhere"])

    insured = corrected.of(PART).table("insurance", ["insured_staff"])
    taxed = corrected.of(PART).table("tax", ["insured_staff"])

    assert fresh.read == ["insurance"]
    assert insured.numbers("insured_staff").tolist() == [1, 2, 9, 4]
    assert taxed.numbers("insured_staff").tolist() == [5, 6, 7, 8]
