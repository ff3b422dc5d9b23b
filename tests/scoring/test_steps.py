"""Steps of a run: skipped when whole, made again when a file is missing, never half there."""

from __future__ import annotations

import errno
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import cast

import pytest

from graph.errors import DiskFullError, JobError
from graph.snapshot import Snapshot
from graph.store.protocol import FactStore, StoreState
from scoring.job.frozen import freeze_step
from scoring.job.workbench import Workbench, file_digest
from tests.frozen_store import PreparedFilings
from tests.frozen_world import world

DAY = date(2026, 9, 30)


class Maker:
    """Counts how often it writes."""

    def __init__(self, text: str = "one") -> None:
        self.calls = 0
        self._text = text

    def __call__(self, folder: Path) -> None:
        self.calls += 1
        (folder / "out.txt").write_text(self._text, encoding="utf-8")


def test_a_step_with_the_same_inputs_is_made_once(tmp_path: Path) -> None:
    maker = Maker()

    first = Workbench(tmp_path, "1").step("score", {"pack": "a"}, maker)
    second = Workbench(tmp_path, "1").step("score", {"pack": "a"}, maker)

    assert maker.calls == 1
    assert first == second


def test_a_linked_file_is_sealed_with_the_digest_of_its_bytes(tmp_path: Path) -> None:
    bench = Workbench(tmp_path, "1")
    first = bench.step("freeze", {}, Maker())

    def linked(folder: Path) -> None:
        (folder / "same.txt").hardlink_to(first.folder / "out.txt")
        (folder / "other.txt").write_text("two", encoding="utf-8")

    second = bench.step("exclude", {}, linked)

    sealed = json.loads((second.folder / "step.json").read_text(encoding="utf-8"))["files"]
    assert sealed == {name: file_digest(second.folder / name) for name in ("other.txt", "same.txt")}


@pytest.mark.parametrize(("code", "inputs"), [("2", {"pack": "a"}), ("1", {"pack": "b"})])
def test_other_inputs_or_another_program_make_the_step_again(
    code: str, inputs: dict[str, str], tmp_path: Path
) -> None:
    maker = Maker()
    Workbench(tmp_path, "1").step("score", {"pack": "a"}, maker)

    Workbench(tmp_path, code).step("score", inputs, maker)

    assert maker.calls == 2


def test_a_step_that_lost_a_file_is_made_again(tmp_path: Path) -> None:
    maker = Maker()
    done = Workbench(tmp_path, "1").step("score", {}, maker)
    (done.folder / "out.txt").unlink()

    again = Workbench(tmp_path, "1").step("score", {}, maker)

    assert maker.calls == 2
    assert again.digest == done.digest


def test_the_digest_of_a_step_is_that_of_its_files(tmp_path: Path) -> None:
    bench = Workbench(tmp_path, "1")

    one = bench.step("score", {"run": 1}, Maker())
    same = bench.step("score", {"run": 2}, Maker())
    other = bench.step("score", {"run": 3}, Maker("two"))

    assert one.digest == same.digest != other.digest


def test_what_a_killed_run_left_half_written_is_removed(tmp_path: Path) -> None:
    half = tmp_path / "score-0123.partial"
    half.mkdir()

    Workbench(tmp_path, "1")

    assert not half.exists()


def test_a_full_disk_is_told_as_such_and_leaves_no_step(tmp_path: Path) -> None:
    def full(folder: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(DiskFullError, match="step score"):
        Workbench(tmp_path, "1").step("score", {}, full)

    assert not list(tmp_path.iterdir())


def test_another_error_of_the_system_is_not_hidden(tmp_path: Path) -> None:
    def refused(folder: Path) -> None:
        raise PermissionError(errno.EACCES, "refused")

    with pytest.raises(PermissionError):
        Workbench(tmp_path, "1").step("score", {}, refused)


def test_timings_tell_seconds_and_memory_of_each_step(tmp_path: Path) -> None:
    bench = Workbench(tmp_path, "1")
    bench.step("score", {}, Maker())
    bench.step("score", {}, Maker())

    assert bench.timings["score"] == {"skipped": True}
    bench.step("publish", {}, Maker())
    assert {"seconds", "cpu_seconds", "peak_mib"} <= set(bench.timings["publish"])


class VersionedFake:
    """Store that records pins and may be loaded while it freezes."""

    def __init__(self, loaded_meanwhile: bool) -> None:
        self.pins: dict[str, str] = {}
        self._version, self._switch = "v1", loaded_meanwhile

    def current_version(self) -> str | None:
        return self._version

    def pin(self, version: str, by: str) -> None:
        self.pins[by] = version

    def unpin(self, by: str) -> None:
        self.pins.pop(by, None)

    def state(self) -> StoreState:
        return StoreState(version=self._version, batches=())

    def freeze(self, as_of: date, known_by: date, corrections: Sequence[str] = ()) -> Snapshot:
        if self._switch:
            self._version = "v2"
        return world(as_of=as_of, known_by=known_by, enterprises=["E1"])


def freeze(store: VersionedFake, folder: Path) -> str:
    return freeze_step(
        Workbench(folder, "1"),
        cast(FactStore, store),
        PreparedFilings(),
        as_of=DAY,
        known_by=DAY,
        corrections=(),
        pinned_by="months/2026-09/run",
    ).store_version


def test_the_version_is_pinned_before_it_is_frozen(tmp_path: Path) -> None:
    store = VersionedFake(loaded_meanwhile=False)

    assert freeze(store, tmp_path) == "v1"
    assert store.pins == {"months/2026-09/run": "v1"}


def test_a_load_during_the_freeze_stops_the_run(tmp_path: Path) -> None:
    with pytest.raises(JobError, match="run again"):
        freeze(VersionedFake(loaded_meanwhile=True), tmp_path)

    assert not [entry for entry in tmp_path.iterdir() if not entry.name.endswith(".partial")]
