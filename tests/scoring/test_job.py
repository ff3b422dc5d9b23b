"""The month: same bytes after any interruption, revisions, what is refused."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graph.errors import InputError, JobError, NotFoundError, StoreBusyError
from graph.filings import FilingStore
from graph.snapshot import Snapshot
from graph.store.embedded.store import EmbeddedStore
from scoring.job.run import _making, run_month
from scoring.month_folders import MonthFolder, last_day, month_before
from scoring.pack import load_pack
from scoring.pack_model import Pack
from scoring.results import Months
from tests.frozen_store import make_prepared_month
from tests.frozen_world import tie, world
from tests.published_months import (
    EXIT_DISK_FULL,
    TODAY,
    copy_home,
    die_at_change,
    die_at_rename_to,
    die_at_step,
    make_home,
    make_month,
    published_bytes,
    run_out_of_space,
)

STEPS = ("freeze", "measure", "relationship", "clusters", "migration", "publish")


@pytest.fixture(scope="session")
def undisturbed(two_months: Path) -> dict[str, str]:
    """Published files of an October that nobody disturbed."""
    return published_bytes(two_months / "months" / "2026-10" / "r001")


def in_process(target: Callable[..., None], *arguments: Any) -> int | None:
    """Exit code of a function run in a process of its own."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.published_months"])
    process = context.Process(target=target, args=arguments)
    process.start()
    process.join()
    return process.exitcode


def assert_recovers(home: Path, undisturbed: dict[str, str]) -> None:
    """The month before is whole, and the next run gives the undisturbed bytes."""
    months = Months(home)
    assert months.open("2026-09").scores.rows > 0

    done = make_month(home, "2026-10")

    assert done.revision == 1
    assert published_bytes(done.path) == undisturbed
    assert Months(home).open("2026-10").info.digest == done.digest
    assert not (home / "months" / "2026-10" / "work").exists()


@pytest.mark.parametrize("step", STEPS)
def test_a_run_killed_after_a_step_ends_in_the_bytes_of_an_undisturbed_run(
    step: str, ready: Path, undisturbed: dict[str, str], tmp_path: Path
) -> None:
    home = copy_home(ready, tmp_path / "home")

    assert in_process(die_at_step, home, "2026-10", step) == -signal.SIGKILL

    assert_recovers(home, undisturbed)


@pytest.mark.parametrize("number", [1, 16, 60, 110])
def test_a_run_killed_while_writing_ends_in_the_bytes_of_an_undisturbed_run(
    number: int, ready: Path, undisturbed: dict[str, str], tmp_path: Path
) -> None:
    home = copy_home(ready, tmp_path / "home")

    assert in_process(die_at_change, home, "2026-10", number) == -signal.SIGKILL

    assert_recovers(home, undisturbed)


@pytest.mark.parametrize("name", ["r001", "CURRENT"])
def test_a_run_killed_while_publishing_ends_in_the_bytes_of_an_undisturbed_run(
    name: str, ready: Path, undisturbed: dict[str, str], tmp_path: Path
) -> None:
    home = copy_home(ready, tmp_path / "home")

    assert in_process(die_at_rename_to, home, "2026-10", name) == -signal.SIGKILL
    with pytest.raises(NotFoundError):
        Months(home).open("2026-10")

    assert_recovers(home, undisturbed)


@pytest.mark.parametrize("limit_bytes", [600, 12_000])
def test_a_full_disk_leaves_the_published_months_whole(
    limit_bytes: int, ready: Path, undisturbed: dict[str, str], tmp_path: Path
) -> None:
    home = copy_home(ready, tmp_path / "home")

    assert in_process(run_out_of_space, home, "2026-10", limit_bytes) == EXIT_DISK_FULL
    with pytest.raises(NotFoundError):
        Months(home).open("2026-10")

    assert_recovers(home, undisturbed)


def test_the_same_inputs_are_published_once(ready: Path, tmp_path: Path) -> None:
    home = copy_home(ready, tmp_path / "home")

    again = make_month(home, "2026-09")

    assert not again.fresh
    assert again.revision == 1
    assert MonthFolder(home, "2026-09").revisions() == [1]


def test_the_same_inputs_give_the_same_bytes_in_another_home(
    undisturbed: dict[str, str], tmp_path: Path
) -> None:
    home = make_home(tmp_path, firms=60)
    make_month(home, "2026-09")

    assert published_bytes(make_month(home, "2026-10").path) == undisturbed


def test_a_revision_needs_a_later_day_of_knowledge(ready: Path, tmp_path: Path) -> None:
    home = copy_home(ready, tmp_path / "home")

    second = make_month(home, "2026-09", known_by=date(2026, 10, 20))

    months = Months(home)
    assert second.revision == 2
    assert [(info.revision, info.current) for info in months.list()] == [(1, False), (2, True)]
    assert months.open("2026-09").info.known_by == date(2026, 10, 20)
    assert months.open("2026-09", 1).info.known_by == date(2026, 9, 30)
    with pytest.raises(JobError, match="later known_by"):
        make_month(home, "2026-09", known_by=date(2026, 10, 19))


def test_a_reader_of_the_first_revision_is_not_disturbed(ready: Path, tmp_path: Path) -> None:
    home = copy_home(ready, tmp_path / "home")
    reader = Months(home).open("2026-09")
    before = reader.scores.numbers("score").tolist()

    make_month(home, "2026-09", known_by=date(2026, 10, 20))

    assert reader.scores.numbers("score").tolist() == before


def test_another_pack_is_refused_for_a_published_month(ready: Path, tmp_path: Path) -> None:
    home = copy_home(ready, tmp_path / "home")
    pack = Pack.model_validate({**load_pack("mrt").model_dump(mode="json"), "version": "other"})

    with pytest.raises(JobError, match="published with other inputs"):
        run_month(
            home=home,
            store=EmbeddedStore(home),
            filings=FilingStore(home),
            pack=pack,
            month="2026-09",
            today=TODAY,
        )


def test_a_month_that_has_not_ended_needs_preliminary(ready: Path, tmp_path: Path) -> None:
    home = copy_home(ready, tmp_path / "home")
    early = date(2026, 10, 20)

    with pytest.raises(JobError, match="preliminary"):
        make_month(home, "2026-10", today=early)
    first = make_month(home, "2026-10", today=early, preliminary=True)
    final = make_month(home, "2026-10")

    months = Months(home)
    assert months.open("2026-10", first.revision).info.preliminary
    assert not months.open("2026-10").info.preliminary
    assert (first.revision, final.revision) == (1, 2)


@pytest.mark.parametrize("month", ["2026-13", "2026-1", "October"])
def test_a_month_is_written_yyyy_mm(month: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="YYYY-MM"):
        make_month(tmp_path, month)


def test_knowledge_before_the_months_last_day_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="known_by"):
        make_month(tmp_path, "2026-09", known_by=date(2026, 9, 29))


def test_only_one_process_makes_a_month(tmp_path: Path) -> None:
    with _making(MonthFolder(tmp_path, "2026-09")), pytest.raises(StoreBusyError):
        make_month(tmp_path, "2026-09")


def test_an_empty_province_is_published(tmp_path: Path) -> None:
    done = make_month(tmp_path, "2026-09")

    month = Months(tmp_path).open("2026-09")
    assert done.revision == 1
    assert month.info.enterprises == 0
    assert month.clusters().total == 0
    assert month.migration_matrix().movers == 0


def test_an_empty_province_follows_an_empty_province(tmp_path: Path) -> None:
    make_month(tmp_path, "2026-09")

    make_month(tmp_path, "2026-10")

    assert Months(tmp_path).open("2026-10").info.previous is not None


def test_one_enterprise_is_a_province(tmp_path: Path) -> None:
    make_prepared_month(tmp_path, world(as_of=date(2026, 9, 30), enterprises=["E1"]))

    month = Months(tmp_path).open("2026-09")
    assert month.info.scored == 1
    assert month.receipt("E1").parts == 0


def test_an_ownership_cycle_is_scored(tmp_path: Path) -> None:
    ties = [
        tie("HOLDS", "E1", "E2", share=0.6),
        tie("HOLDS", "E2", "E3"),
        tie("HOLDS", "E3", "E1", share=1.0),
    ]
    record = {
        "record_id": "r1",
        "kind": "penalty",
        "measure": "fine",
        "decided_on": date(2026, 5, 1),
        "published_on": date(2026, 5, 1),
        "parties": ["E1"],
    }

    make_prepared_month(
        tmp_path,
        world(as_of=date(2026, 9, 30), enterprises=["E1", "E2", "E3"], ties=ties, records=[record]),
    )

    month = Months(tmp_path).open("2026-09")
    assert month.receipt("E1").relationship_raw == 0
    assert month.receipt("E2").relationship_raw > 0
    assert month.info.clusters == 1


def renamed(numbers: list[int]) -> Snapshot:
    """The same world with enterprise k called by the k-th number, hence with other codes."""
    names = [f"E{number:02d}" for number in numbers]
    records = [
        {
            "record_id": f"r{position}",
            "kind": "penalty",
            "measure": "suspension",
            "decided_on": date(2026, 1 + position, 1),
            "published_on": date(2026, 1 + position, 1),
            "parties": [names[position], names[(position * 3) % 8]],
        }
        for position in range(5)
    ]
    return world(
        as_of=date(2026, 9, 30),
        enterprises=[{"enterprise_id": name, "region": "659001"} for name in names],
        persons=["P:1", "P:2"],
        ties=[tie("LEGAL_REPRESENTATIVE_OF", f"P:{1 + k % 2}", names[k]) for k in range(8)]
        + [tie("HOLDS", names[k], names[(k + 3) % 8], share=0.1 * (k + 1)) for k in range(8)],
        records=records,
    )


def test_scores_do_not_depend_on_how_enterprises_are_called(tmp_path: Path) -> None:
    plain, other = list(range(8)), [5, 2, 7, 0, 6, 3, 1, 4]
    make_prepared_month(tmp_path / "plain", renamed(plain))
    make_prepared_month(tmp_path / "other", renamed(other))

    one, two = (Months(tmp_path / name).open() for name in ("plain", "other"))

    for before, after in zip(plain, other, strict=True):
        first, second = one.enterprise(f"E{before:02d}"), two.enterprise(f"E{after:02d}")
        assert (first.score, first.risk_class) == (second.score, second.risk_class)


def test_the_store_version_of_a_month_is_pinned(ready: Path, tmp_path: Path) -> None:
    home = copy_home(ready, tmp_path / "home")
    name = MonthFolder(home, "2026-09").manifest(1)["store_version"]

    removed = EmbeddedStore(home).prune(keep=1)

    assert name not in removed


def test_the_manifest_has_no_clock_value(ready: Path) -> None:
    text = (ready / "months" / "2026-09" / "r001" / "manifest.json").read_text(encoding="utf-8")

    assert "published_at" not in text
    assert "seconds" not in text
    assert Months(ready).open("2026-09").info.published is not None


def test_the_manifest_reports_how_clusters_kept_their_ids(two_months: Path) -> None:
    report = MonthFolder(two_months, "2026-10").manifest(1)["clusters"]

    assert report["way"].startswith(("whole", "local"))
    assert 0 <= report["kept_share"] <= 1
    assert ("local" in report) == (report["kept_share"] < 0.98)
    published = report["local"] if report["way"] == "local" else report
    assert Months(two_months).open("2026-10").info.clusters_kept_share == published["kept_share"]


def test_months_follow_each_other_over_the_turn_of_the_year() -> None:
    assert month_before("2026-01") == "2025-12"
    assert last_day("2024-02") == date(2024, 2, 29)
