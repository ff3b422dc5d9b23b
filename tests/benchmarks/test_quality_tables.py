"""The section about the relationship model says for every province what was reached."""

from __future__ import annotations

from typing import Any

from benchmarks.quality.report import section
from scoring.training.plan import shipped_plan


def result(**changes: Any) -> dict[str, Any]:
    gain = {"low": -0.003, "mean": -0.001, "high": 0.002}
    rows = {
        name: {"auprc": value, "ece": 0.008, "model_gain": gain}
        for name, value in {
            "own": 0.6,
            "rules": 0.65,
            "boosting": 0.69,
            "model": 0.684,
            "truth": 0.72,
        }.items()
    }
    told = {"planted": {"equity": 0.1}, "learned": {"equity": 0.09}, "rank_correlation": 1.0}
    return {
        "firms": 50_000,
        "enterprises": 33_000,
        "seed": 1,
        "contagion": "on",
        "rules": "pack",
        "rows": rows,
        "conditional": {"model_over_rules_auprc": {"low": 0.01, "mean": 0.02, "high": 0.03}},
        "recovery": told,
        "passed": True,
        "plan": shipped_plan().hash,
        **changes,
    }


def test_a_row_says_what_part_of_the_truth_was_reached_and_the_gains() -> None:
    told = section([result()], [])

    assert "| 50,000 (33,000), 1 | on, pack | .6000 | .6500 | .6900 |  | .6840 | .7200 | 95.0 % |" in told
    assert "| +0.0200 [+0.0100, +0.0300] | -0.0010 [-0.0030, +0.0020] | .0080 | opens |" in told


def test_a_row_by_an_earlier_plan_is_marked() -> None:
    told = section([result(plan="0" * 64), result(seed=2)], [])

    assert "| 50,000* (33,000), 1 |" in told
    assert "| 50,000 (33,000), 2 |" in told


def test_strengths_are_shown_where_something_was_planted() -> None:
    told = section([result(), result(seed=2, contagion="off", passed=False)], [])

    assert "| 50,000, 1, pack | 0.10 / 0.09 | 1.00 |" in told
    assert "| 50,000, 2, pack |" not in told
    assert "| baseline |" in told


def test_rules_that_win_on_the_validation_day_are_marked() -> None:
    won = {"gain": [0.01, 0.02, 0.03], "wins": True}
    pack = {"gain": [0.0, 0.0, 0.0], "wins": False}
    told = section([result()], [{"firms": 4000, "seed": 1, "candidates": {"pack": pack, "steep": won}}])

    assert "| steep | +0.0200 [+0.0100, +0.0300] wins |" in told
