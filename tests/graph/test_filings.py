"""Filings as Parquet by batch: versions, aliases, order, crashes."""

from __future__ import annotations

import fcntl
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from graph.domain import CENTS_UNKNOWN
from graph.errors import IntegrityError, StoreBusyError
from graph.filings import AppendReport, FilingStore, MemoryFilings
from graph.snapshot import Snapshot
from graph.store.embedded.store import EmbeddedStore
from tests.deliveries import Delivery, plain

JANUARY, FEBRUARY, MARCH = date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)


class Home:
    """A home with enterprises U1 (once R:n:1) and U2, and its filings."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.filings = FilingStore(folder / "home")
        self.graph = EmbeddedStore(folder / "home")
        rows: dict[str, Any] = {
            "enterprises": [{"enterprise_id": "R:n:1"}, {"enterprise_id": "U2"}],
            "identifiers": [
                {"identifier_key": "i1", "entity_id": "R:n:1", "scheme": "uscc", "value": "U1"},
            ],
        }
        self.graph.load(Delivery(batch="g", day=JANUARY, rows=rows).staged(folder))

    def append(self, batch: str, day: date, *, backfill: bool = False, **rows: Any) -> AppendReport:
        delivery = Delivery(batch=batch, day=day, rows=rows, backfill=backfill)
        return self.filings.append(delivery.staged(self._folder))

    def snapshot(self, day: date) -> Snapshot:
        return self.graph.freeze(day, day)

    def reports(self, day: date, *columns: str) -> list[dict[str, Any]]:
        view = self.filings.view(day, self.snapshot(day))
        return plain(view.table("annual_reports", columns))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def report(key: str, enterprise: str, day: date, **columns: Any) -> dict[str, Any]:
    return {"filing_id": key, "enterprise_id": enterprise, "filed_on": day, "report_year": 2025, **columns}


def test_rows_lie_by_enterprise_day_and_id_whatever_id_they_came_under(home: Home) -> None:
    home.append("f1", JANUARY, annual_reports=[report("b", "U2", JANUARY), report("a", "U2", JANUARY)])
    home.append(
        "f2", JANUARY, annual_reports=[report("d", "U1", JANUARY), report("c", "R:n:1", date(2026, 1, 1))]
    )

    rows = home.reports(FEBRUARY, "filing_id", "enterprise_id")

    assert [(row["enterprise"], row["filing_id"], row["enterprise_id"]) for row in rows] == [
        (0, "c", "R:n:1"),
        (0, "d", "R:n:1"),
        (1, "a", "U2"),
        (1, "b", "U2"),
    ]


def test_the_latest_version_known_by_then_counts(home: Home) -> None:
    home.append("f1", JANUARY, annual_reports=[report("a", "U2", JANUARY, staff=1)])
    home.append("f2", MARCH, annual_reports=[report("a", "U2", JANUARY, staff=2, known_on=FEBRUARY)])

    assert [row["staff"] for row in home.reports(FEBRUARY, "staff")] == [1]
    assert [row["staff"] for row in home.reports(MARCH, "staff")] == [2]


def test_a_revision_counts_the_listed_filings_only(home: Home) -> None:
    home.append("f1", JANUARY, annual_reports=[report(key, "U2", JANUARY, staff=1) for key in "ab"])
    home.append("f2", MARCH, annual_reports=[report(key, "U2", JANUARY, staff=2) for key in "abc"])

    revised = home.filings.view(MARCH, home.snapshot(JANUARY), ["b"])

    rows = plain(revised.table("annual_reports", ["filing_id", "staff"]))
    assert [(row["filing_id"], row["staff"]) for row in rows] == [("a", 1), ("b", 2)]


def test_unknown_values_unknown_firms_and_absent_tables(home: Home) -> None:
    home.append(
        "f1",
        JANUARY,
        annual_reports=[report("a", "U2", JANUARY), report("z", "never-delivered", JANUARY)],
        complaints=[{"filing_id": "c", "enterprise_id": "U2", "filed_on": JANUARY, "accepted": True}],
    )
    view = home.filings.view(JANUARY, home.snapshot(JANUARY))

    reports = plain(view.table("annual_reports", ["assets_cents", "disclosure"]))
    flags = view.table("complaints", ["accepted", "verified"])
    taxes = view.table("tax", ["tax_state", "arrears_cents", "ended_on"])
    assert reports == [{"enterprise": 1, "assets_cents": CENTS_UNKNOWN, "disclosure": None}]
    assert (flags.numbers("accepted").tolist(), flags.numbers("verified").tolist()) == ([1], [-1])
    assert taxes.rows == 0
    assert taxes.numbers("arrears_cents").dtype == np.int64
    with pytest.raises(KeyError, match="staf"):
        view.table("annual_reports", ["staf"])


def test_rows_of_one_filing_unite_and_conflicts_are_named(home: Home) -> None:
    rows = [
        report("a", "U2", JANUARY, staff=1),
        report("a", "U2", JANUARY, disclosure="all"),
        report("a", "U2", JANUARY, staff=3),
    ]

    done = home.append("f1", JANUARY, annual_reports=rows)

    assert done.conflicts == (("annual_reports", "a", "staff"),)
    assert home.reports(JANUARY, "staff", "disclosure") == [
        {"enterprise": 1, "staff": 1, "disclosure": "all"}
    ]


def test_a_backfilled_filing_is_known_from_its_own_day(home: Home) -> None:
    home.append("f1", MARCH, backfill=True, annual_reports=[report("a", "U2", date(2026, 1, 5))])
    home.append("f2", MARCH, annual_reports=[report("b", "U2", date(2026, 1, 5))])

    assert [row["filing_id"] for row in home.reports(JANUARY, "filing_id")] == ["a"]


def test_the_same_batch_twice_changes_nothing(home: Home, tmp_path: Path) -> None:
    first = home.append("f1", JANUARY, annual_reports=[report("a", "U2", JANUARY)])
    digest = home.filings.digest(JANUARY)
    again = home.append("f1", JANUARY, annual_reports=[report("a", "U2", JANUARY)])

    assert (first.already_appended, again.already_appended) == (False, True)
    assert home.filings.digest(JANUARY) == digest
    assert home.filings.rows()["annual_reports"] == 1


def test_a_batch_appended_again_reports_what_it_did(home: Home) -> None:
    rows = [report("a", "U2", JANUARY, staff=1), report("a", "U2", JANUARY, staff=2)]
    first = home.append("f1", JANUARY, annual_reports=rows)
    again = home.append("f1", JANUARY, annual_reports=rows)

    assert first.conflicts == (("annual_reports", "a", "staff"),)
    assert again == replace(first, already_appended=True)


def test_later_batches_leave_the_digest_of_the_past(home: Home) -> None:
    home.append("f1", JANUARY, annual_reports=[report("a", "U2", JANUARY)])
    digest = home.filings.digest(FEBRUARY)
    home.append("f2", MARCH, annual_reports=[report("b", "U2", JANUARY)])

    assert home.filings.digest(FEBRUARY) == digest
    assert home.filings.digest(MARCH) != digest


def test_a_file_that_no_manifest_names_does_not_count(home: Home, tmp_path: Path) -> None:
    home.append("f1", JANUARY, annual_reports=[report("a", "U2", JANUARY)])
    manifest = tmp_path / "home" / "filings" / "manifest.json"
    before = manifest.read_text(encoding="utf-8")
    home.append("f2", JANUARY, annual_reports=[report("b", "U2", JANUARY)])
    bytes_after = (tmp_path / "home/filings/annual_reports/f2.parquet").read_bytes()
    manifest.write_text(before, encoding="utf-8")

    assert [row["filing_id"] for row in home.reports(JANUARY, "filing_id")] == ["a"]
    home.append("f2", JANUARY, annual_reports=[report("b", "U2", JANUARY)])
    assert (tmp_path / "home/filings/annual_reports/f2.parquet").read_bytes() == bytes_after


def test_a_damaged_file_is_named(home: Home, tmp_path: Path) -> None:
    home.append("f1", JANUARY, annual_reports=[report("a", "U2", JANUARY)])
    path = tmp_path / "home/filings/annual_reports/f1.parquet"
    content = bytearray(path.read_bytes())
    content[-20] ^= 1
    path.write_bytes(content)
    with pytest.raises(IntegrityError, match=r"f1\.parquet"):
        home.filings.verify()

    path.write_bytes(content[:-1])
    with pytest.raises(IntegrityError, match=r"annual_reports/f1\.parquet"):
        home.reports(JANUARY, "staff")


def test_filings_in_memory_answer_like_a_store(home: Home) -> None:
    home.append("f1", JANUARY, annual_reports=[report("a", "U2", JANUARY, staff=4)])
    stored = home.filings.view(JANUARY, home.snapshot(JANUARY))
    memory = MemoryFilings(
        {"annual_reports": stored.table("annual_reports", ["filing_id", "staff", "filed_on"])}
    )

    assert plain(memory.table("annual_reports", ["staff"])) == plain(
        stored.table("annual_reports", ["staff"])
    )
    assert memory.table("news", ["attention"]).rows == 0


def test_a_second_appender_is_told_that_the_filings_are_busy(home: Home, tmp_path: Path) -> None:
    lock = tmp_path / "home" / "filings" / "WRITER"
    home.append("f1", JANUARY, annual_reports=[report("a", "U2", JANUARY)])

    with lock.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        with pytest.raises(StoreBusyError, match="appending"):
            home.append("f2", JANUARY, annual_reports=[report("b", "U2", JANUARY)])
