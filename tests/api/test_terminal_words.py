"""Tables on a terminal speak Chinese, English with --english; JSON keys are English in both."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from string import Formatter

import pytest
from typer.testing import CliRunner

import api
from api import neo4j_words
from api.cli import app
from api.words import HUB_KINDS, LINES, STATES, WORDS, heads
from graph.domain import EnterpriseStatus
from scoring.hub_findings import HubKind
from scoring.results_types import Label

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def fields(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def spoken(home: Path, *words: str) -> str:
    done = CliRunner().invoke(app, ["--home", str(home), *words])
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.mark.parametrize(
    "label",
    [*STATES.values(), *HUB_KINDS.values(), *WORDS.values(), *LINES.values(), *neo4j_words.WORDS.values()],
    ids=str,
)
def test_every_word_is_there_in_both_languages_with_the_same_places_to_fill(label: Label) -> None:
    assert CHINESE.search(label.zh)
    assert label.en.isascii()
    assert fields(label.zh) == fields(label.en)


def test_every_registration_state_has_its_words() -> None:
    assert set(STATES) == set(EnterpriseStatus)


def test_every_kind_of_hub_has_its_words() -> None:
    assert set(HUB_KINDS) == set(HubKind)


def test_marks_of_columns_stay_and_classes_are_not_translated() -> None:
    assert heads(lambda label: label.zh, "=id", "#score", "#A", "name") == ("=标识", "#得分", "#A", "名称")


def test_every_column_of_a_table_has_its_words() -> None:
    classes = {"A", "B", "C", "D", "C+D"}
    silent: set[tuple[str, str]] = set()
    asked = 0
    for path in sorted(Path(api.__path__[0]).rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        if re.search(r"^from api\.words import .*\bheads\b", source, re.MULTILINE) is None:
            continue
        for call in ast.walk(ast.parse(source)):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "heads":
                named = {str(a.value).lstrip("=#") for a in call.args[1:] if isinstance(a, ast.Constant)}
                asked += len(named)
                silent |= {(path.name, name) for name in named - set(WORDS) - classes}
    assert asked > 50
    assert silent == set()


@pytest.mark.parametrize("words", [["months"], ["settings"], ["reference", "list"], ["verify"]])
def test_tables_speak_chinese_by_default_and_english_on_demand(words: list[str], tmp_path: Path) -> None:
    title = re.compile(r"^\S.*$", re.MULTILINE)

    chinese = title.findall(spoken(tmp_path, *words))[:2]
    english = title.findall(spoken(tmp_path, "--english", *words))[:2]

    assert all(CHINESE.search(line) for line in chinese)
    assert not any(CHINESE.search(line) for line in english)


def test_json_is_the_same_in_both_languages(tmp_path: Path) -> None:
    chinese, english = (spoken(tmp_path, *words, "verify", "--json") for words in ([], ["--english"]))

    assert json.loads(chinese) == json.loads(english)
    assert chinese.isascii()
