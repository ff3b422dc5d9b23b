"""What is said of a candidate on the desk has its words on the page, in both languages."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from api.desk import candidates

ROOT = Path(__file__).parents[3]


def facts_named() -> set[str]:
    """Names of the facts that the finders write."""
    nodes = list(ast.walk(ast.parse(Path(candidates.__file__).read_text(encoding="utf-8"))))
    given = [node.value for node in nodes if isinstance(node, ast.keyword) and node.arg in ("facts", "said")]
    given += [
        node.value
        for node in nodes
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in ("facts", "said")
    ]
    keys = [key for value in given if isinstance(value, ast.Dict) for key in value.keys]
    return {str(ast.literal_eval(key)) for key in keys if key is not None}


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_fact_of_a_candidate_has_its_word(language: str) -> None:
    path = ROOT / "web" / "src" / "i18n" / language / "decisions.json"
    words = json.loads(path.read_text(encoding="utf-8"))["fact"]

    assert {"author", "gain", "confidence", "gate", "evidence"} <= facts_named()
    assert facts_named() - set(words) == set()
