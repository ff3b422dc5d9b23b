"""Cleaners of what registers write as codes, words of their own and amounts in several currencies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from graph.columns import ColumnType
from graph.ingest.conditions import Condition, condition_columns
from graph.ingest.spec_base import Columns, FromColumn, Spec, alternatives


class Money(FromColumn):
    """Cents of yuan of an amount as number or text; another currency by the dated rates, else unknown.

    ``unit`` is what a bare number counts in, in units of its currency. The currency stands
    in the amount's own words, else in column ``currency``, else it is the yuan. ``as_of`` is
    the day whose rate counts, else the day of the batch.
    """

    gives = ColumnType.CENTS
    clean: Literal["money"]
    unit: int = Field(default=1, ge=1)
    currency: Columns | None = None
    only: str | None = Field(default=None, description="currency of the whole column, by its ISO word")
    as_of: Columns | None = None

    def mentions(self) -> Iterator[str]:
        """Amount, currency and day."""
        yield from super().mentions()
        for columns in (self.currency, self.as_of):
            if columns is not None:
                yield from alternatives(columns)


class ShareMixed(FromColumn):
    """Share of a column that mixes fractions and percentages.

    A percent sign and a number above 1 are percentages. At most 1, the number is what
    agrees with ``amount`` over the capital that the lookup knows, within a factor of 3;
    without both it is unknown and counted.
    """

    gives = ColumnType.FRACTION
    clean: Literal["share_mixed"]
    amount: Columns
    lookup: str = Field(description="lookup that gives the capital, in the unit of the amount")
    key: str = Field(description="column with the key of the lookup")

    def mentions(self) -> Iterator[str]:
        """Share, amount and key."""
        yield from super().mentions()
        yield from alternatives(self.amount)
        yield self.key


class Code(FromColumn):
    """A region by the dated map, an industry with its edition, a document number in one spelling."""

    clean: Literal["region_code", "industry_code", "document_no"]
    letter: Columns | None = Field(
        default=None, description="industry_code: column with the section's letter"
    )

    def mentions(self) -> Iterator[str]:
        """Code and letter."""
        yield from super().mentions()
        if self.letter is not None:
            yield from alternatives(self.letter)


class Claimed(FromColumn):
    """A code that several rows of a delivery may claim: unknown where another row holds it."""

    clean: Literal["claimed"]
    scheme: Literal["uscc", "registration_no"]
    holder: str
    claimed_by: str

    def mentions(self) -> Iterator[str]:
        """Code and claimant."""
        yield from super().mentions()
        yield self.claimed_by


class Pattern(BaseModel):
    """One regular expression (RE2) and the word that it stands for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    matches: str
    value: str

    @model_validator(mode="after")
    def _readable(self) -> Pattern:
        try:
            re.compile(self.matches)
        except re.error as error:
            raise ValueError(f"matches: expected a regular expression, got {error}") from error
        return self


class ByPattern(FromColumn):
    """The word of the first pattern that a text fits; else ``otherwise``, else unknown and counted."""

    clean: Literal["by_pattern"]
    patterns: tuple[Pattern, ...] = Field(min_length=1)
    otherwise: str | None = None


class Highest(FromColumn):
    """Of the words in a text with separators, the one that comes first in ``order``."""

    clean: Literal["highest"]
    separators: str = Field(min_length=1)
    values: dict[str, str]
    order: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _ordered(self) -> Highest:
        strange = sorted(set(self.values.values()) - set(self.order))
        if strange:
            raise ValueError(f"order: expected every value of values, {strange} are missing")
        return self


class Band(FromColumn):
    """The band of a number: the one with the greatest lower bound at or below it."""

    clean: Literal["band"]
    bands: dict[str, float] = Field(min_length=1, description="lower bound of each band, inclusive")


class Truth(Spec):
    """True or false by a condition; unknown where none of the columns in ``known`` says anything."""

    gives = ColumnType.FLAG
    clean: Literal["test"]
    when: Condition
    known: tuple[str, ...] = Field(min_length=1)

    def mentions(self) -> Iterator[str]:
        """Columns of the condition and those that have to be known."""
        yield from condition_columns(self.when)
        yield from self.known


class Source(Spec):
    """The delivering source, which is the node of keys without another one."""

    clean: Literal["source"]
