"""Graph and filings give a batch up together; an undo that was cut short is ended by repeating it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from graph.batches import undo_batch
from graph.errors import NotFoundError, StoreBusyError
from graph.filings import FilingStore
from graph.kept_rows import describe, keep, kept, prune
from graph.store.embedded.store import EmbeddedStore
from graph.store.protocol import LoadGuard, Scope, StagedBatch, Undo, UndoneBatch
from tests.deliveries import Delivery, Row

DAY = date(2026, 11, 22)
A = "91000000000000001N"
UNDO = Undo(batch="one", day=DAY, reason="wrong county", author="zhang", approver="li")


class Cut(EmbeddedStore):
    """A store whose process ends before it undoes anything."""

    def undo(self, undo: Undo, later: Sequence[StagedBatch]) -> UndoneBatch:
        raise KeyboardInterrupt


def loaded(home: Path) -> None:
    for name, day in (("one", date(2026, 8, 31)), ("two", date(2026, 9, 30))):
        rows: dict[str, list[Row]] = {
            "enterprises": [{"enterprise_id": A, "name": name}],
            "news": [{"filing_id": name, "enterprise_id": A, "filed_on": day}],
        }
        staged = Delivery(batch=name, day=day, rows=rows).staged(home / "imports" / name / "raw")
        stage = staged.folder.rename(home / "imports" / name / "stage")
        staged = StagedBatch(batch=name, day=day, source="registry", folder=stage, rows=staged.rows)
        describe(staged)
        FilingStore(home).append(staged)
        EmbeddedStore(home).load(staged)
        keep(stage)


def test_an_undo_cut_between_filings_and_graph_closes_the_filings_until_it_is_repeated(
    tmp_path: Path,
) -> None:
    loaded(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        undo_batch(tmp_path, Cut(tmp_path), FilingStore(tmp_path), UNDO)
    store = EmbeddedStore(tmp_path)
    snapshot = store.freeze(DAY, DAY)
    with pytest.raises(StoreBusyError, match="batches undo one"):
        FilingStore(tmp_path).view(DAY, snapshot)

    undo_batch(tmp_path, store, FilingStore(tmp_path), UNDO)

    rows = FilingStore(tmp_path).view(DAY, store.freeze(DAY, DAY)).table("news", ("filing_id",))
    assert rows.text("filing_id").to_pylist() == ["two"]
    assert list(store.state().batches) == ["two"]


def test_repeating_a_whole_undo_opens_the_filings_and_changes_nothing(tmp_path: Path) -> None:
    loaded(tmp_path)
    store = EmbeddedStore(tmp_path)
    done = undo_batch(tmp_path, store, FilingStore(tmp_path), UNDO)
    (tmp_path / "filings" / "UNDO").write_text("one\n", encoding="utf-8")
    version = store.current_version()
    assert undo_batch(tmp_path, store, FilingStore(tmp_path), UNDO) == done
    assert store.current_version() == version
    assert not (tmp_path / "filings" / "UNDO").exists()


def test_a_batch_that_never_came_is_not_undone_and_the_filings_stay_open(tmp_path: Path) -> None:
    loaded(tmp_path)
    store = EmbeddedStore(tmp_path)
    other = Undo(batch="nine", day=DAY, reason="r", author="a", approver="b")
    with pytest.raises(NotFoundError, match="nine"):
        undo_batch(tmp_path, store, FilingStore(tmp_path), other)
    assert FilingStore(tmp_path).rows()["news"] == 2
    FilingStore(tmp_path).view(DAY, store.freeze(DAY, DAY))


def test_kept_rows_are_the_batch_as_it_was_staged(tmp_path: Path) -> None:
    stage = tmp_path / "imports" / "b" / "stage"
    stage.mkdir(parents=True)
    batch = StagedBatch(
        batch="b",
        day=DAY,
        source="registry",
        folder=stage,
        rows={"ties": 3},
        backfill=True,
        full=(Scope(table="ties", source="registry", region="11"),),
        guard=LoadGuard(most_ended=0.1, most_changed=0.2, smallest=1),
    )
    describe(batch)
    keep(stage)
    (found,) = kept(tmp_path, ["b"])
    assert found.folder == stage.with_name("rows")
    assert (found.day, found.rows, found.backfill, found.full) == (DAY, {"ties": 3}, True, batch.full)
    assert found.guard is None


def test_rows_of_the_newest_batches_are_kept_within_the_bytes_and_never_of_the_first(tmp_path: Path) -> None:
    names = ["b0", "b1", "b2", "b3"]
    for name in names:
        rows = tmp_path / "imports" / name / "rows"
        rows.mkdir(parents=True)
        (rows / "x.parquet").write_bytes(b"0" * 10)
    prune(tmp_path, names, 3, 1000)
    assert sorted(path.parent.name for path in tmp_path.glob("imports/*/rows")) == ["b1", "b2", "b3"]
    prune(tmp_path, names, 3, 20)
    assert sorted(path.parent.name for path in tmp_path.glob("imports/*/rows")) == ["b2", "b3"]
    prune(tmp_path, names, 1, 1000)
    assert [path.parent.name for path in tmp_path.glob("imports/*/rows")] == ["b3"]
