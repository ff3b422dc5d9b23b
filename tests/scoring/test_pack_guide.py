"""The guide to rule packs names every measure of the closed set."""

from __future__ import annotations

from pathlib import Path

import pytest

from scoring.measures import specs

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "rule-packs.md"
NAMES = sorted(
    name
    for kind in vars(specs).values()
    if isinstance(kind, type) and issubclass(kind, specs.Spec) and "name" in kind.model_fields
    for name in kind.model_fields["name"].annotation.__args__  # type: ignore[union-attr]
)


@pytest.mark.parametrize("name", NAMES)
def test_guide_names_every_measure(name: str) -> None:
    assert f"`{name}`" in GUIDE.read_text(encoding="utf-8")
