"""The guide to weights: its example runs and gives the numbers it prints."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app
from api.commands.weights import weights
from graph.domain import RiskClass
from scoring.weights.rules import weight_rules

GUIDE = (Path(__file__).parents[2] / "docs" / "guides" / "weights.md").read_text(encoding="utf-8")
EXAMPLE, *_ = re.findall(r"```yaml\n(.*?)```", GUIDE, flags=re.DOTALL)


def run(tmp_path: Path, text: str) -> tuple[str, str]:
    path = tmp_path / "asked.yaml"
    path.write_text(text, encoding="utf-8")
    done = CliRunner().invoke(app, ["--home", str(tmp_path), "--english", "weights", "ahp", str(path)])
    return done.stdout, done.stderr


def test_the_example_gives_the_weights_that_the_guide_prints(tmp_path: Path) -> None:
    (printed,) = re.findall(r"weights ahp asked\.yaml\n\n(.*?)\.\.\.", GUIDE, flags=re.DOTALL)

    shown, _ = run(tmp_path, EXAMPLE)

    assert printed.strip() in shown
    assert "0.558425" in shown


def test_the_contradiction_of_the_guide_is_refused_in_its_words(tmp_path: Path) -> None:
    (printed,) = re.findall(r"```\n(factors: expected .*?)\n```", GUIDE)

    _, refused = run(
        tmp_path, EXAMPLE.replace("[attribute, enforcement, 1/5]", "[attribute, enforcement, 4]")
    )

    assert refused == f"guanlian: {printed}\n"


def test_the_guide_names_every_command_and_no_other() -> None:
    named = set(re.findall(r"guanlian weights (\w+)", GUIDE))

    assert named == {
        str(command.callback.__name__) for command in weights.registered_commands if command.callback
    }


@pytest.mark.parametrize("name", list(RiskClass))
def test_the_guide_prints_the_usual_bands(name: RiskClass) -> None:
    low, high = (f"{100 * end:g}" for end in weight_rules().calibration.bands.value[name])

    assert f"{name.value} {low}-{high}" in GUIDE


def test_the_guide_prints_the_numbers_in_force() -> None:
    rules = weight_rules()

    assert f"Fewer than {rules.learning.least_inspections.value} inspections" in GUIDE
    assert f"or {rules.learning.least_problems.value} problems" in GUIDE
    assert f"at least {rules.report.smallest_group.value} enterprises" in GUIDE
    assert f"below {rules.report.least_impact.value:g} or its D share above 1.25" in GUIDE
