"""The unknown indicator weight of a scored month, by factor and authority, against a loop."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app
from scoring.results import Months
from scoring.unknown_weight import unknown_weight


def test_unknown_weight_is_the_mean_of_what_a_loop_finds(home: Path) -> None:
    month = Months(home).open()
    found = unknown_weight(month)
    scored = month.scores.numbers("scored")
    authorities = month.snapshot.enterprises.text("supervising_authority").to_pylist()
    rows = [row for row in range(len(scored)) if scored[row]]
    assert found.scored == len(rows)
    for factor in found.factors:
        mine = [one for one in month.pack.indicators if one.factor.value == factor.factor and one.weight > 0]
        total = sum(one.weight for one in mine)
        lost = {
            row: sum(one.weight for one in mine if not month.indicators.numbers(f"known_{one.id}")[row])
            / total
            for row in rows
        }
        assert factor.unknown == pytest.approx(sum(lost.values()) / len(rows), abs=1e-6)
        for name, share in factor.by_authority.items():
            of_it = [lost[row] for row in rows if (authorities[row] or "") == name]
            assert share == pytest.approx(sum(of_it) / len(of_it), abs=1e-6)


def test_a_month_has_its_unknown_weight_in_the_report(home: Path) -> None:
    done = CliRunner().invoke(app, ["--home", str(home), "quality", "--month", "2026-10", "--json"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)["unknown_weight"]
    assert (found["month"], found["revision"]) == ("2026-10", 1)
    assert {one["factor"] for one in found["factors"]} >= {"attribute", "operating", "enforcement"}
