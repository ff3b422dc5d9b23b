"""What readers look up is laid out while a month is made, under the names by which they find it."""

from __future__ import annotations

from pathlib import Path

from graph.filings import MemoryFilings
from scoring.job.frozen import Facts
from scoring.job.month_reads import lay_out_reads
from scoring.job.workbench import Workbench, file_digests
from scoring.month_lookups import FOLDER as LOOKUPS
from scoring.month_lookups import hash_of_lookups, lookups_of
from scoring.month_names import FOLDER as NAMES
from scoring.month_names import names_of
from tests.month_pairs import OCTOBER, october


def facts_of(place: Path) -> Facts:
    def make(folder: Path) -> None:
        october().write(folder / "snapshot")

    bench = Workbench(place / "work", "1")
    step = bench.step("exclude", {}, make)
    return Facts(step=step, filings=MemoryFilings({}))


def test_readers_find_what_was_laid_out_before_the_month_was_published(tmp_path: Path) -> None:
    facts = facts_of(tmp_path)
    manifest = {
        "as_of": OCTOBER.isoformat(),
        "files": {name: digest for name, digest in file_digests(facts.step.folder).items() if "/" in name},
    }

    lay_out_reads(tmp_path, facts)
    laid = sorted(path for name in (LOOKUPS, NAMES) for path in (tmp_path / name).iterdir() if path.is_dir())
    snapshot = facts.read()
    lookups_of(tmp_path, hash_of_lookups(manifest), snapshot)
    names_of(tmp_path, snapshot.enterprises)

    found = sorted(path for name in (LOOKUPS, NAMES) for path in (tmp_path / name).iterdir() if path.is_dir())
    assert len(laid) == 2
    assert found == laid


def test_a_home_that_cannot_be_written_ends_no_month(tmp_path: Path) -> None:
    (tmp_path / NAMES).write_text("in the way", encoding="utf-8")

    lay_out_reads(tmp_path, facts_of(tmp_path))

    assert not (tmp_path / LOOKUPS).exists()
