"""The commands on models: words in both languages, empty homes, one clear line on what is refused."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app
from api.model_words import TITLES, WORDS, heads
from scoring.results_types import Label
from tests.carded_model import with_model
from tests.withdrawn_facts import DELIVERED, WHOLE, home_of

CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("label", [*WORDS.values(), *TITLES.values()], ids=str)
def test_every_word_on_models_is_there_in_both_languages(label: Label) -> None:
    assert CHINESE.search(label.zh)
    assert label.en.isascii()


def test_heads_of_models_keep_their_marks() -> None:
    assert heads(lambda label: label.en, "=id", "#gain", "state") == ("=id", "#gain over baseline", "state")


def test_a_home_without_models_lists_none(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["--home", str(tmp_path), "models", "list", "--json"])

    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout) == {"items": []}


@pytest.mark.parametrize(
    "words",
    [
        ["models", "show", "nobody"],
        ["models", "retire", "nobody", "--by", "board", "--reason", "drift", "--on", "2026-10-31"],
        ["models", "approve", "nobody", "--approver", "board", "--on", "2026-10-31"],
        ["evaluate", "nobody"],
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_a_model_that_is_not_there_is_one_line_and_exit_1(words: list[str], tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["--home", str(tmp_path), *words])

    assert done.exit_code == 1
    assert "expected a model of this home, got 'nobody'" in done.stderr


def test_training_an_empty_home_says_to_import_history_and_leaves_no_model(tmp_path: Path) -> None:
    done = CliRunner().invoke(
        app, ["--home", str(tmp_path), "train", "--day", "2026-10-31", "--author", "office"]
    )

    assert done.exit_code == 1
    assert "got none: import history first" in done.stderr
    assert not (tmp_path / "models").exists()


@pytest.mark.parametrize(
    "words",
    [
        ["train", "--author", "office"],
        ["models", "drift", "nobody"],
        ["models", "compare", "nobody"],
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_a_day_that_lies_ahead_is_refused_its_window_looks_as_if_nothing_had_happened(
    words: list[str], tmp_path: Path
) -> None:
    done = CliRunner().invoke(app, ["--home", str(tmp_path), *words, "--day", "9999-12-31"])

    assert done.exit_code == 1
    assert "expected a day at most today" in done.stderr


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Home with one delivery; read only."""
    return home_of(tmp_path_factory.mktemp("delivered"), WHOLE)


@pytest.mark.parametrize(
    ("command", "later", "told"),
    [
        ("train --author office", 1, "expected at most the day of the newest delivery"),
        ("models drift nobody", 1, "expected at most the day of the newest delivery"),
        ("models compare nobody", 1, "expected at most the day of the newest delivery"),
        ("train --author office", 0, "expected at least 29 months of records"),
        ("models drift nobody", 0, "expected a model of this home, got 'nobody'"),
        ("models compare nobody", 0, "expected at least 20 enterprises with and without an event"),
    ],
)
def test_a_window_ends_with_the_newest_delivery(command: str, later: int, told: str, delivered: Path) -> None:
    day = DELIVERED + timedelta(days=later)

    done = CliRunner().invoke(app, ["--home", str(delivered), *command.split(), "--day", day.isoformat()])

    assert done.exit_code == 1
    assert told in " ".join(done.stderr.split())
    assert not (delivered / "models").exists()


def test_a_model_trained_after_the_newest_delivery_that_counts_is_not_evaluated(tmp_path: Path) -> None:
    home = with_model(home_of(tmp_path, WHOLE), known_by=DELIVERED + timedelta(days=1))

    done = CliRunner().invoke(app, ["--home", str(home), "evaluate", "learned"])

    told = " ".join(done.stderr.split())
    assert done.exit_code == 1
    assert "expected at most the day of the newest delivery" in told
    assert "train on an earlier day and evaluate that model" in told
    assert not (home / "evaluations").exists()
