"""Sections and divisions of the classification of industries, by the first two digits of a code."""

from __future__ import annotations

from datetime import date
from functools import cache

from pydantic import BaseModel, ConfigDict, Field, model_validator

from graph.packaged import packaged
from scoring.results_types import Label


class Section(BaseModel):
    """A section and its divisions, both ends inclusive."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    zh: str
    en: str
    first: int = Field(ge=1, le=99)
    last: int = Field(ge=1, le=99)

    @property
    def label(self) -> Label:
        """Name in both languages."""
        return Label(zh=self.zh, en=self.en)


class Sections(BaseModel):
    """All sections and their divisions, without gaps."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str
    since: date
    sections: dict[str, Section]
    divisions: dict[str, Label]

    @model_validator(mode="after")
    def _gapless(self) -> Sections:
        expected = 1
        for letter, section in self.sections.items():
            if section.first != expected or section.last < section.first:
                raise ValueError(f"section {letter}: expected to begin at {expected}, got {section.first}")
            expected = section.last + 1
        codes = [f"{number:02d}" for number in range(1, expected)]
        if list(self.divisions) != codes:
            wrong = sorted(set(codes).symmetric_difference(self.divisions)) or ["order"]
            raise ValueError(f"divisions: expected 01 to {codes[-1]} in order, differ at {', '.join(wrong)}")
        return self

    def of_division(self, division: str) -> tuple[str, Label] | None:
        """Letter and name of the section of a division of two digits; None for any other text."""
        if not (division.isascii() and division.isdigit() and len(division) == 2):
            return None
        for letter, section in self.sections.items():
            if section.first <= int(division) <= section.last:
                return letter, section.label
        return None


@cache
def sections() -> Sections:
    """Sections as shipped."""
    return packaged(Sections, "api.exports", "industries.yaml")
