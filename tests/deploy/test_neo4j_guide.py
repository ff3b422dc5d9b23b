"""What the guide tells the person who runs Neo4j to type exists."""

import re
from pathlib import Path

from typer.testing import CliRunner

from api.cli import app
from graph.settings import NO_SETTINGS, variable_names

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "guides" / "neo4j.md").read_text(encoding="utf-8")


def test_every_variable_of_the_guides_is_known() -> None:
    guides = [ROOT / "README.md", *sorted((ROOT / "docs" / "guides").glob("*.md"))]
    named = {name for path in guides for name in re.findall(r"GUANLIAN_[A-Z0-9_]+", path.read_text("utf-8"))}

    assert sorted(named - set(variable_names()) - NO_SETTINGS) == []


def test_every_short_name_of_a_limit_is_a_setting() -> None:
    short = set(re.findall(r"`(__[A-Z_]+)`", GUIDE))

    assert short
    assert [name for name in short if f"GUANLIAN_NEO4J{name}" not in variable_names()] == []


def test_every_command_of_the_guide_exists() -> None:
    named = set(re.findall(r"guanlian neo4j ([a-z-]+)", GUIDE))
    listed = CliRunner().invoke(app, ["neo4j", "--help"]).stdout.split("Commands:")[1]

    assert named == {line.split()[0] for line in listed.splitlines() if line.startswith("  ")}


def test_every_variable_of_the_containers_that_the_guide_names_is_in_them() -> None:
    compose = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")

    assert [name for name in re.findall(r"`(NEO4J_[A-Z]+)`", GUIDE) if f"${{{name}" not in compose] == []
