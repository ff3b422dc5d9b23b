"""The stored withdrawals become one row for each size."""

from __future__ import annotations

from benchmarks.speed.withdrawal import penalties
from benchmarks.speed.withdrawal_report import section
from tests.frozen_world import world


def run(seconds: float, touched: int) -> dict[str, object]:
    return {
        "seconds": seconds,
        "cpu_seconds": seconds / 2,
        "peak_private_bytes": 2_000_000_000,
        "way": "delta",
        "touched": touched,
        "parts": {"facts": seconds / 4},
    }


def test_a_row_has_median_and_longest_of_its_runs() -> None:
    runs = [run(8.0, 3), run(4.0, 90), run(6.0, 20)]

    text = section([{"enterprises": 1_003_876, "ties": 5, "load_before": 0.4, "runs": runs}])

    assert text.splitlines()[-1] == (
        "| 1,003,876 | 0.4 | 3 | 3-90 | delta | 6.0 | 8.0 | 3.0 | 2.00 | facts 1.5 |"
    )


def test_nothing_is_said_before_the_first_run() -> None:
    assert section([]) == ""


def test_only_penalties_of_enterprises_are_withdrawn() -> None:
    snapshot = world(
        enterprises=["A"],
        records=[
            {"record_id": "r1", "kind": "penalty", "parties": ["A"]},
            {"record_id": "r2", "kind": "suit", "parties": ["A"]},
            {"record_id": "r3", "kind": "penalty", "parties": []},
        ],
    )

    assert penalties(snapshot, 1) == ["r1"]
