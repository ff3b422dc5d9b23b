"""Filings of an undone batch no longer count from the day of the undo on, and do before."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import StoreBusyError
from graph.filing_reads import FilingReads
from graph.filings import FilingStore
from graph.store.embedded.store import EmbeddedStore
from graph.store.protocol import StagedBatch, Undo
from tests.deliveries import Delivery, plain
from tests.frozen_world import world

UNDONE = date(2026, 11, 22)
BEFORE = date(2026, 11, 21)
A = "91000000000000001N"


def news(batch: str, day: date, *rows: dict[str, Any], **said: Any) -> Delivery:
    filings = [{"enterprise_id": A, "filed_on": date(2026, 7, 1), **row} for row in rows]
    return Delivery(
        batch=batch, day=day, rows={"enterprises": [{"enterprise_id": A}], "news": filings}, **said
    )


def appended(home: Path, *deliveries: Delivery) -> tuple[FilingStore, list[StagedBatch]]:
    filings, store = FilingStore(home), EmbeddedStore(home)
    staged = [one.staged(home / "staged") for one in deliveries]
    for batch in staged:
        filings.append(batch)
        store.load(batch)
    return filings, staged


def seen(home: Path, known_by: date) -> list[tuple[str, int]]:
    snapshot = EmbeddedStore(home).freeze(known_by, known_by)
    rows = FilingStore(home).view(known_by, snapshot).table("news", ("filing_id", "attention"))
    return [(row["filing_id"], row["attention"]) for row in plain(rows)]


def undone(filings: FilingStore, batch: str, later: list[StagedBatch]) -> None:
    filings.undo(Undo(batch=batch, day=UNDONE, reason="r", author="a", approver="b"), later)
    filings.undo_done()


FIRST = news("one", date(2026, 8, 31), {"filing_id": "f1", "attention": 1})
SECOND = news(
    "two", date(2026, 9, 30), {"filing_id": "f1", "attention": 2}, {"filing_id": "f2", "attention": 3}
)


def test_rows_of_the_batch_are_gone_from_the_day_on_and_there_before(tmp_path: Path) -> None:
    filings, _ = appended(tmp_path, FIRST, SECOND)
    undone(filings, "two", [])
    assert seen(tmp_path, UNDONE) == [("f1", 1)]
    assert seen(tmp_path, BEFORE) == [("f1", 2), ("f2", 3)]
    filings.verify()


def test_a_later_batch_takes_its_own_days_where_the_undone_one_had_decided_them(tmp_path: Path) -> None:
    own = {"filing_id": "f1", "attention": 2, "known_on": date(2026, 7, 2)}
    second = news("two", date(2026, 9, 30), own)
    filings, staged = appended(tmp_path, FIRST, second)
    never, _ = appended(tmp_path / "never", second)
    undone(filings, "one", staged[1:])
    assert seen(tmp_path, UNDONE) == [("f1", 2)]
    for day in (UNDONE, date(2026, 12, 31)):
        assert filings.digest(day) == never.digest(day)
    assert [(one["since"], one["tables"]["news"]["first_known"]) for one in entries(filings)] == [
        (20779, 20636)
    ]


def entries(filings: FilingStore) -> list[dict[str, Any]]:
    return [one for one in filings._batches() if "until" not in one]


def test_a_later_batch_that_the_undone_one_did_not_touch_keeps_its_file(tmp_path: Path) -> None:
    third = news("three", date(2026, 10, 31), {"filing_id": "f9", "attention": 4})
    filings, staged = appended(tmp_path, FIRST, third)
    undone(filings, "one", staged[1:])
    assert [sorted(one) for one in entries(filings)] == [["appended", "batch", "day", "source", "tables"]]


def test_the_batch_can_be_appended_again_under_another_file(tmp_path: Path) -> None:
    filings, staged = appended(tmp_path, FIRST, SECOND)
    undone(filings, "two", [])
    filings.append(staged[1])
    assert sorted(path.name for path in (tmp_path / "filings" / "news").iterdir()) == [
        "one.parquet",
        "two.1.parquet",
        "two.parquet",
    ]
    assert filings.rows()["news"] == 3


def test_nothing_is_read_or_appended_while_an_undo_is_under_way(tmp_path: Path) -> None:
    filings, staged = appended(tmp_path, FIRST, SECOND)
    filings.undo(Undo(batch="two", day=UNDONE, reason="r", author="a", approver="b"), [])
    with pytest.raises(StoreBusyError, match="batches undo two"):
        seen(tmp_path, UNDONE)
    with pytest.raises(StoreBusyError, match="two"):
        filings.append(staged[1])
    undone(filings, "two", [])
    assert seen(tmp_path, UNDONE) == [("f1", 1)]


def test_an_older_version_holds_what_was_undone_or_appended_since(tmp_path: Path) -> None:
    second = news("two", date(2026, 9, 30), {"filing_id": "f1", "attention": 2, "known_on": date(2026, 7, 2)})
    filings, staged = appended(tmp_path, FIRST, second)
    before = filings.version()
    digest = filings.digest(BEFORE)
    filings.undo(Undo(batch="one", day=date(2026, 9, 1), reason="r", author="a", approver="b"), staged[1:])
    filings.undo_done()
    filings.append(news("three", BEFORE, {"filing_id": "f9", "attention": 4}).staged(tmp_path / "staged"))

    held = filings.at_version(before)

    assert (before, held.version(), filings.version()) == (2, 2, 4)
    assert (held.digest(BEFORE), held.rows()["news"]) == (digest, 2)
    assert filings.digest(BEFORE) != digest
    assert held.at_version(None) is held


Step = tuple[str, int, int]


@settings(max_examples=8, deadline=None)
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["append", "backfill", "undo"]), st.integers(0, 3), st.integers(7, 11)),
        min_size=2,
        max_size=5,
    )
)
def test_what_was_read_of_a_version_is_read_of_it_whatever_comes_later(steps: list[Step]) -> None:
    days = [BEFORE, UNDONE, date(2026, 8, 31)]
    snapshot = world(enterprises=[A])
    with TemporaryDirectory() as scratch:
        filings, held = FilingStore(Path(scratch)), list[StagedBatch]()

        def read(source: FilingReads) -> list[Any]:
            return [
                (
                    source.digest(day),
                    plain(source.view(day, snapshot).table("news", ("filing_id", "attention"))),
                )
                for day in days
            ]

        seen = [read(filings)]
        for number, (what, at, month) in enumerate(steps):
            if what == "undo" and held:
                gone = held.pop(at % len(held))
                later = [one for one in held if one.batch > gone.batch]
                undone(filings, gone.batch, later)
            else:
                row = {"filing_id": f"f{at}", "attention": number}
                delivery = news(f"b{number}", date(2026, month, 5), row, backfill=what == "backfill")
                held.append(delivery.staged(Path(scratch) / "staged"))
                filings.append(held[-1])
            seen.append(read(filings))

        assert [read(filings.at_version(version)) for version in range(len(seen))] == seen
