"""Declared grid of path rules outside the convex part, and the candidates it makes of a pack.

Strengths, share curve, hubs and fading of former ties are not linear in the hazard, so they
are never searched freely: each candidate is fitted by the same convex fit and must win on
the validation panels.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from graph.errors import ModelError
from graph.packaged import packaged
from graph.path_rules import PathRules

PACK = "pack"
"""Id of the candidate that keeps the rules of the pack."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Multiplied(_Strict):
    """Every strength of one tie kind times a number, at most 1."""

    place: str = Field(pattern=r"^strengths\.[A-Z_]+$")
    by: Annotated[float, Field(gt=0, allow_inf_nan=False)]


class United(_Strict):
    """All families that carry by overlap as one family of this id."""

    into: str = Field(pattern=r"^[a-z][a-z_]*$")
    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Variant(_Strict):
    """One grid point; exactly one way of changing the rules of the pack."""

    id: str = Field(pattern=r"^[a-z][a-z_]*$")
    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)
    meaning: str = Field(min_length=1)
    set: dict[str, Any] = Field(default_factory=dict)
    multiply: Multiplied | None = None
    unite: United | None = None

    @model_validator(mode="after")
    def _changes_one_thing(self) -> Self:
        if (bool(self.set), self.multiply is not None, self.unite is not None).count(True) != 1:
            raise ValueError(f"variant {self.id} needs exactly one of set, multiply and unite")
        if self.id == PACK:
            raise ValueError(f"{PACK} is the rules as they are, not a variant")
        return self


class Grid(_Strict):
    """The declared grid."""

    since: date
    source: str = Field(min_length=1)
    variants: tuple[Variant, ...]

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        ids = [variant.id for variant in self.variants]
        if len(set(ids)) != len(ids):
            raise ValueError(f"variants must have ids of their own, got {ids}")
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Path rules to be fitted; ``id`` is a grid point, or ``pack`` for the rules as they are."""

    id: str
    meaning: str
    rules: PathRules


@cache
def grid() -> Grid:
    """The declared grid as shipped."""
    return packaged(Grid, "gnn", "variants.yaml")


def candidates(rules: PathRules, variants: Grid | None = None) -> Iterator[Candidate]:
    """Rules of the pack, then each grid point that changes something, in the order of the grid.

    Parameters
    ----------
    rules : PathRules
    variants : Grid, optional
        Another grid than the shipped one.

    Raises
    ------
    ModelError
        If a grid point names a place that the rules lack, or makes rules that are none.
    """
    yield Candidate(id=PACK, meaning="the rules of the pack", rules=rules)
    for variant in (variants or grid()).variants:
        changed = changed_rules(rules, variant)
        if changed != rules:
            yield Candidate(id=variant.id, meaning=variant.meaning, rules=changed)


def changed_rules(rules: PathRules, variant: Variant) -> PathRules:
    """Path rules with one grid point put in."""
    raw = rules.model_dump(mode="json")
    for place, value in variant.set.items():
        entry, last = _place(raw, place, variant.id)
        entry[last] = value
    if variant.multiply is not None:
        entry, last = _place(raw, variant.multiply.place, variant.id)
        _multiply(entry[last], variant.multiply.by)
    if variant.unite is not None:
        _unite(raw, variant)
    try:
        return PathRules.model_validate(raw)
    except ValidationError as error:
        raise ModelError(
            f"expected variant {variant.id} to make path rules, got: {error.errors()[0]['msg']}",
            variant=variant.id,
        ) from error


def _place(raw: dict[str, Any], place: str, variant: str) -> tuple[dict[str, Any], str]:
    *way, last = place.split(".")
    entry: Any = raw
    for word in way:
        entry = entry.get(word) if isinstance(entry, dict) else None
    if not isinstance(entry, dict) or last not in entry:
        raise ModelError(
            f"expected variant {variant} to name a place of the rules, got {place!r}", variant=variant
        )
    return entry, last


def _multiply(strength: dict[str, Any], by: float) -> None:
    strength["default"] = min(1.0, strength["default"] * by)
    strength["roles"] = {role: min(1.0, worth * by) for role, worth in strength["roles"].items()}


def _unite(raw: dict[str, Any], variant: Variant) -> None:
    """Families that carry by overlap as one; a person's own records and a shared person stay paths."""
    assert variant.unite is not None
    carried = {name: family for name, family in raw["families"].items() if family["carry"]}
    if len(carried) < 2:
        return
    united = {
        "zh": variant.unite.zh,
        "en": variant.unite.en,
        "meaning": variant.meaning,
        "source": "; ".join(dict.fromkeys(family["source"] for family in carried.values())),
        "ties": list(dict.fromkeys(tie for family in carried.values() for tie in family["ties"])),
        "patterns": list(dict.fromkeys(shape for family in carried.values() for shape in family["patterns"])),
        "carry": True,
        "degree": "both_sides",
    }
    rest = {name: family for name, family in raw["families"].items() if name not in carried}
    raw["families"] = {variant.unite.into: united, **rest}
