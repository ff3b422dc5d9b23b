"""Section of the benchmark guide about panels and training."""

from __future__ import annotations

from datetime import date
from typing import Any

from benchmarks.training.home import quarters
from benchmarks.training.report import section


def step(**detail: Any) -> dict[str, Any]:
    return {"seconds": 12.34, "cpu_seconds": 5.0, "peak_private_bytes": 500_000_000, "detail": detail}


RESULT: dict[str, Any] = {
    "firms": 1000,
    "quarters": 2,
    "disk_bytes": 2_000_000_000,
    "machine": {"cores": 2, "load_before": 0.5},
    "steps": {
        "panels": step(panels={"a": {"rows": 700, "events": 40}, "b": {"rows": 800, "events": 60}}),
        "train": step(training_rows=900, columns=30, doses=12_000, kkt_residual=2e-9),
    },
}
ECHO = {
    "firms": 1000,
    "changed": 10,
    "records_gone": 25,
    "with_factor": 7,
    "moved": 0,
    "cpu_seconds": 3.0,
    "peak_private_bytes": 1_000_000_000,
}


def test_a_step_is_a_row_with_seconds_memory_and_what_it_made() -> None:
    text = section([RESULT])

    assert "| 1,000 | panels | 12.3 | 5.0 | 0.50 | 1,500 rows, 100 with an event |" in text
    assert "| 1,000 | training on them | 12.3 | 5.0 | 0.50 | 900 rows, 30 columns, 12,000 numbers" in text


def test_a_step_by_code_of_before_says_so() -> None:
    old = {**RESULT, "steps": {"train": {**RESULT["steps"]["train"], "code": "ADR 60"}}}

    assert "residual 2.0e-09; by the code of ADR 60 |" in section([old])


def test_factors_that_moved_are_counted() -> None:
    text = section([], [ECHO, {**ECHO, "model": "mrt-1"}])

    assert "| 1,000 | of the month | 10 | 25 | 7 | 0 | 3.0 | 1.00 |" in text
    assert "| 1,000 | trained | 10 | 25 | 7 | 0 | 3.0 | 1.00 |" in text


def test_receipts_have_the_time_of_the_middle_and_of_the_slow_ones() -> None:
    found = {
        "firms": 1000,
        "model": None,
        "factor": {"seconds": 20.04, "cpu_seconds": 19.0},
        "positive": 0.25,
        "receipts": 22,
        "receipt_ms": {"p50": 0.51, "p95": 1.44, "p100": 9.0},
        "receipt_cpu_ms": {"p95": 1.2},
        "greatest_ms": {"p95": 9.0},
        "peak_private_bytes": 1_500_000_000,
    }

    assert "| 1,000 | of the month | 20.0 | 19.0 | 1.50 | 25.0% | 22 | 0.5 | 1.4 | 1.2 | 9.0 |" in section(
        [], [], [found]
    )


def test_without_results_there_is_no_section() -> None:
    assert section([]) == ""


def test_quarters_end_a_label_window_before_the_training_day() -> None:
    days = quarters(date(2026, 10, 31), 3)

    assert days == (date(2025, 4, 30), date(2025, 7, 31), date(2025, 10, 31))
