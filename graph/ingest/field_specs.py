"""The closed set of named cleaners as the mapping language writes them.

Each class is one way to fill a field from the columns of a row; ``clean`` names it. The
code that runs them is in the ``cleaners_*`` modules.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from graph.columns import ColumnType
from graph.ingest.code_specs import Band, ByPattern, Claimed, Code, Highest, Money, ShareMixed, Source, Truth
from graph.ingest.id_specs import EntityId, Person
from graph.ingest.spec_base import FromColumn, Spec


class Plain(FromColumn):
    """Cleaners of one column without a parameter."""

    clean: Literal[
        "text",
        "region",
        "uscc",
        "registration_no",
        "organisation_code",
        "key",
        "delivered_id",
        "date",
        "cents",
        "cents_from_yuan",
        "cents_from_10k",
        "money_text",
        "number",
        "share_fraction",
        "share_percent",
        "flag",
        "status",
        "place",
        "place_text",
    ]

    @property
    def output(self) -> ColumnType:
        """Logical type, by the cleaner's name."""
        return _PLAIN_TYPES.get(self.clean, ColumnType.TEXT)


_PLAIN_TYPES: dict[str, ColumnType] = {
    "date": ColumnType.DAY,
    "cents": ColumnType.CENTS,
    "cents_from_yuan": ColumnType.CENTS,
    "cents_from_10k": ColumnType.CENTS,
    "money_text": ColumnType.CENTS,
    "number": ColumnType.NUMBER,
    "share_fraction": ColumnType.FRACTION,
    "share_percent": ColumnType.FRACTION,
    "flag": ColumnType.FLAG,
}


class DateMinusMonths(FromColumn):
    """Calendar day a number of months before an anchor; the day of month is cut to the month's last."""

    gives = ColumnType.DAY
    clean: Literal["date_minus_months"]
    anchor: str = Field(description="name of an anchor of this mapping")


class ShareFromAmounts(FromColumn):
    """Share = amount / capital of the enterprise that a key names; above 1 it is unknown and counted."""

    gives = ColumnType.FRACTION
    clean: Literal["share_from_amounts"]
    lookup: str = Field(description="lookup that gives the capital, in the unit of the amount")
    key: str = Field(description="column with the key of the lookup")

    def reads(self) -> Iterator[tuple[str, ...]]:
        """Amount and key."""
        yield from super().reads()
        yield (self.key,)

    def mentions(self) -> Iterator[str]:
        """Amount and key."""
        yield from super().mentions()
        yield self.key


class Split(FromColumn):
    """A part of a text with separators, or all parts joined by ``|``."""

    clean: Literal["split"]
    on: str = Field(min_length=1, description="separator characters")
    take: int | Literal["all"] = "all"


class ByValue(FromColumn):
    """Word by word; a value without an entry is unknown, kept, or a reject of the row."""

    clean: Literal["map"]
    values: dict[str, str]
    otherwise: Literal["unknown", "keep", "reject"] = "unknown"


class Contact(FromColumn):
    """Contact id, or the masked text, of a phone, an e-mail address or an agent."""

    personal = True
    clean: Literal["contact", "contact_display"]
    kind: Literal["phone", "email", "agent"]
    area_code: str | None = None


class Constant(Spec):
    """One value for every row."""

    clean: Literal["constant"] = "constant"
    value: str | bool | int | float | date

    @property
    def output(self) -> ColumnType:
        """Logical type of the value."""
        if isinstance(self.value, bool):
            return ColumnType.FLAG
        if isinstance(self.value, int):
            return ColumnType.NUMBER
        if isinstance(self.value, float):
            return ColumnType.FRACTION
        return ColumnType.DAY if isinstance(self.value, date) else ColumnType.TEXT


class Part(BaseModel):
    """One part of a text: a column, a field cleaned before, or a fixed text."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    column: str | None = None
    field: str | None = None
    text: str | None = None

    @model_validator(mode="after")
    def _one(self) -> Part:
        if sum(part is not None for part in (self.column, self.field, self.text)) != 1:
            raise ValueError("expected exactly one of column, field, text")
        return self


class _Parts(Spec):
    parts: tuple[Part, ...] = Field(min_length=1)

    def reads(self) -> Iterator[tuple[str, ...]]:
        """Columns of the parts."""
        yield from ((part.column,) for part in self.parts if part.column is not None)

    def mentions(self) -> Iterator[str]:
        """Columns of the parts."""
        yield from (part.column for part in self.parts if part.column is not None)

    def uses_fields(self) -> tuple[str, ...]:
        """Fields of the parts."""
        return tuple(part.field for part in self.parts if part.field is not None)


class Concat(_Parts):
    """Parts joined; unknown if any part is unknown."""

    clean: Literal["concat"]
    between: str = ""


class HashId(_Parts):
    """Fact id: 24 hex characters of the hash over the parts.

    An unknown part counts as empty, or makes a ``whole`` one unknown.
    """

    clean: Literal["hash"]
    whole: bool = False


class First(_Parts):
    """The first part that is known; parts of another ``type`` than text are fields."""

    clean: Literal["first"]
    type: ColumnType = ColumnType.TEXT

    @model_validator(mode="after")
    def _fields_only(self) -> First:
        if self.type is not ColumnType.TEXT and any(part.field is None for part in self.parts):
            raise ValueError(f"parts: expected fields only, because type is {self.type}")
        return self

    @property
    def output(self) -> ColumnType:
        """Type of the parts."""
        return self.type


class Ordinal(Spec):
    """How many rows equal in these columns came before in the same file (0, 1, ...)."""

    clean: Literal["ordinal"]
    among: tuple[str, ...] = Field(min_length=1)

    def reads(self) -> Iterator[tuple[str, ...]]:
        """Columns that make rows identical."""
        yield from ((column,) for column in self.among)

    def mentions(self) -> Iterator[str]:
        """Columns that make rows identical."""
        yield from self.among


FieldSpec = Annotated[
    Plain
    | DateMinusMonths
    | ShareFromAmounts
    | Split
    | ByValue
    | Contact
    | Constant
    | Concat
    | HashId
    | Ordinal
    | EntityId
    | Person
    | First
    | Money
    | ShareMixed
    | Code
    | Claimed
    | ByPattern
    | Highest
    | Band
    | Truth
    | Source,
    Field(discriminator="clean"),
]
