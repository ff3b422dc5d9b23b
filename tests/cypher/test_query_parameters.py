"""Values of parameters given as text, and as Cypher literals."""

from __future__ import annotations

from typing import Any

import pytest

from cypher.catalogue import load
from cypher.parameters import PARAMETERS, browser_lines, literal, typed


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("enterprise_id", "913302000000000001", "913302000000000001"),
        ("as_of", "2026-10-31", 20261031),
        ("known_by", "20261031", 20261031),
        ("max_rows", "25", 25),
        ("slots", "[1, 2]", [1, 2]),
        ("text", '"1"', "1"),
    ],
)
def test_a_value_is_typed_by_its_name(name: str, text: str, value: Any) -> None:
    found = typed(name, text)

    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("as_of", "2026-13-01"),
        ("as_of", "31.10.2026"),
        ("max_rows", "-1"),
        ("max_rows", "many"),
        ("text", "secret"),
    ],
)
def test_a_text_of_another_kind_is_refused_and_not_repeated(name: str, text: str) -> None:
    with pytest.raises(ValueError, match=f"^{name}: expected") as failure:
        typed(name, text)

    assert text not in str(failure.value)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("'; MATCH (n) DETACH DELETE n //", '"\'; MATCH (n) DETACH DELETE n //"'),
        ('"\\\n', '"\\"\\\\\\n"'),
        ("甲", '"甲"'),
        (7, "7"),
        (0.5, "0.5"),
        (True, "true"),
        (None, "null"),
        (["a", [1]], '["a", [1]]'),
        ({"a`b": 1}, "{`a``b`: 1}"),
    ],
)
def test_a_value_becomes_one_cypher_literal(value: Any, written: str) -> None:
    assert literal(value) == written


def test_a_browser_line_sets_one_parameter() -> None:
    assert browser_lines({"as_of": 20261031, "enterprise_id": "E1"}) == [
        ":param as_of => 20261031",
        ':param enterprise_id => "E1"',
    ]


def test_every_parameter_of_a_ready_question_says_what_it_is() -> None:
    asked = {
        param
        for name, query in load().items()
        if name.startswith("read.") and not name.startswith("read.store_")
        for param in query.params
    }

    assert asked == set(PARAMETERS)
