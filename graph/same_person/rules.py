"""What counts as evidence that two ids are one person, and how much, from package data."""

from __future__ import annotations

import hashlib
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from graph.packaged import packaged

FILE = "same_person.yaml"
Fraction = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=1)]


class EvidenceCode(StrEnum):
    """Closed set of evidence, in the order in which it is shown."""

    HANDED_OVER = "handed_over"
    SAME_ENTERPRISE = "same_enterprise"
    SAME_CONTACT = "same_contact"
    SAME_COLLEAGUE = "same_colleague"
    LINKED_ENTERPRISES = "linked_enterprises"
    SAME_ADDRESS = "same_address"
    SAME_COUNTY = "same_county"


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Stated(_Data):
    meaning: str = Field(min_length=1)
    source: str = Field(min_length=1)


class EvidenceEntry(_Stated):
    """One kind of evidence and the chance that a pair with it alone is one person."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)
    confidence: Fraction


class RarityStep(_Data):
    """Factor for names that at most ``up_to`` ids carry (null: any number)."""

    up_to: Count | None
    factor: Fraction


class Rarity(_Stated):
    """Factor by the frequency of a name in the vault; it never rises with the frequency."""

    steps: tuple[RarityStep, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _falls(self) -> Self:
        if self.steps[-1].up_to is not None or any(step.up_to is None for step in self.steps[:-1]):
            raise ValueError("exactly the last step has up_to null")
        for before, after in pairwise(self.steps):
            if after.factor > before.factor:
                raise ValueError(f"factors must not rise, got {before.factor} then {after.factor}")
            if after.up_to is not None and before.up_to is not None and after.up_to <= before.up_to:
                raise ValueError(f"steps must rise, got {before.up_to} then {after.up_to}")
        return self


class StatedFactor(_Stated):
    """A factor on the confidence."""

    factor: Fraction


class StatedConfidence(_Stated):
    """A bound on the confidence."""

    confidence: Fraction


class Limits(_Stated):
    """Bounds of the search: persons of one name at one piece of evidence, enterprises at a node ..."""

    persons_of_one_name: Count
    persons_of_one_name_in_county: Count
    enterprises_at_node: Count
    persons_of_enterprise: Count
    handed_over_days: Count
    paths_shown: Count


class SamePersonRules(_Data):
    """The whole table."""

    since: date
    version: Count
    evidence: dict[EvidenceCode, EvidenceEntry]
    rarity: Rarity
    two_certificates: StatedFactor
    minimum: StatedConfidence
    ceiling: StatedConfidence
    limits: Limits

    @model_validator(mode="after")
    def _whole(self) -> Self:
        missing = [code for code in EvidenceCode if code not in self.evidence]
        if missing:
            raise ValueError(f"evidence lacks {missing}")
        if self.minimum.confidence > self.ceiling.confidence:
            raise ValueError("minimum is above the ceiling")
        return self


@cache
def same_person_rules() -> SamePersonRules:
    """Rules of the package.

    Raises
    ------
    CatalogueError
        If the file breaks its contract.
    """
    return packaged(SamePersonRules, "graph.same_person", FILE)


@cache
def same_person_hash() -> str:
    """Sha256 of the bytes of the table, for reports."""
    return hashlib.sha256(files("graph.same_person").joinpath(FILE).read_bytes()).hexdigest()
