import sys
from pathlib import Path

import pytest

from benchmarks.speed.measure import quantiles, run_step, size_on_disk
from graph.errors import JobError


def test_a_step_is_timed_and_its_output_kept(tmp_path: Path) -> None:
    log = tmp_path / "log"

    words = "import sys, time; time.sleep(0.5); sys.stdout.write('done')"

    step = run_step("words", [sys.executable, "-c", words], log)

    assert step.name == "words"
    assert step.seconds > 0
    assert step.peak_bytes > step.peak_private_bytes > 0
    assert log.read_text() == "done"


def test_a_failed_step_stops_the_benchmark_with_its_last_words(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import sys; sys.exit('no input')"]

    with pytest.raises(JobError, match="expected exit 0, got 1\nno input"):
        run_step("words", command, tmp_path / "log")


def test_quantiles_are_in_milliseconds() -> None:
    seconds = [number / 1000 for number in range(1, 101)]

    assert quantiles(seconds) == {"median_ms": 51.0, "p95_ms": 96.0, "max_ms": 100.0}
    assert quantiles([0.002]) == {"median_ms": 2.0, "p95_ms": 2.0, "max_ms": 2.0}


def test_size_on_disk_sums_all_files_below(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "a").write_bytes(b"123")
    (tmp_path / "b").write_bytes(b"45")

    assert size_on_disk(tmp_path) == 5
