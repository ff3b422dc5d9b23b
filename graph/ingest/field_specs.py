"""The closed set of named cleaners as the mapping language writes them.

Each class is one way to fill a field from the columns of a row; ``clean`` names it. The
code that runs them is in the ``cleaners_*`` modules.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from graph.columns import ColumnType
from graph.ingest.conditions import Condition, condition_columns

Columns = str | tuple[str, ...]
"""A column, or alternatives of which the first that a file has is read."""


def alternatives(columns: Columns) -> tuple[str, ...]:
    """Alternatives of a ``from``, in their order."""
    return (columns,) if isinstance(columns, str) else columns


class Spec(BaseModel):
    """Base of all cleaners: what they give and what they read."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    gives: ClassVar[ColumnType] = ColumnType.TEXT
    personal: ClassVar[bool] = False

    @property
    def output(self) -> ColumnType:
        """Logical type of the values."""
        return self.gives

    def reads(self) -> Iterator[tuple[str, ...]]:
        """Column alternatives that a file must hold, one tuple a required column."""
        source: Columns | None = getattr(self, "source", None)
        if source is not None and not getattr(self, "optional", False):
            yield alternatives(source)

    def mentions(self) -> Iterator[str]:
        """Every column that may be read, required or not."""
        source: Columns | None = getattr(self, "source", None)
        if source is not None:
            yield from alternatives(source)

    def uses_fields(self) -> tuple[str, ...]:
        """Fields of the same entry that must be cleaned before."""
        return ()


class _FromColumn(Spec):
    source: Columns = Field(alias="from")
    optional: bool = False


class Plain(_FromColumn):
    """Cleaners of one column without a parameter."""

    clean: Literal[
        "text",
        "region",
        "uscc",
        "registration_no",
        "organisation_code",
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


class DateMinusMonths(_FromColumn):
    """Calendar day a number of months before an anchor; the day of month is cut to the month's last."""

    gives = ColumnType.DAY
    clean: Literal["date_minus_months"]
    anchor: str = Field(description="name of an anchor of this mapping")


class ShareFromAmounts(_FromColumn):
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


class Split(_FromColumn):
    """A part of a text with separators, or all parts joined by ``|``."""

    clean: Literal["split"]
    on: str = Field(min_length=1, description="separator characters")
    take: int | Literal["all"] = "all"


class ByValue(_FromColumn):
    """Word by word; a value without an entry is unknown, kept, or a reject of the row."""

    clean: Literal["map"]
    values: dict[str, str]
    otherwise: Literal["unknown", "keep", "reject"] = "unknown"


class Contact(_FromColumn):
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
    """Fact id: 24 hex characters of the hash over the parts; an unknown part counts as empty."""

    clean: Literal["hash"]


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


class Candidate(BaseModel):
    """One way to name an entity; the first candidate with a usable value wins."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    scheme: Literal["uscc", "internal", "person_key", "delivered"]
    source: Columns = Field(alias="from")
    when: Condition | None = None
    zero_is_a_key: bool = Field(
        default=False, description="the source numbers from 0, so '0' is no placeholder"
    )


class EntityId(Spec):
    """Id of an enterprise or person by the first usable candidate (credit code, internal key ...)."""

    clean: Literal["id"]
    node: str | None = Field(default=None, description="issuing node of keys; absent: the delivery's source")
    candidates: tuple[Candidate, ...] = Field(min_length=1)

    def reads(self) -> Iterator[tuple[str, ...]]:
        """Columns of all candidates together count as one requirement."""
        yield tuple(self.mentions())

    def mentions(self) -> Iterator[str]:
        """Columns of all candidates and their conditions."""
        for candidate in self.candidates:
            yield from alternatives(candidate.source)
            if candidate.when is not None:
                yield from condition_columns(candidate.when)


class Person(Spec):
    """Person id, or its kind: certificate, else the source's key, else name in one enterprise."""

    personal = True
    clean: Literal["person", "person_kind"]
    certificate: Columns | None = None
    key: Columns | None = None
    name: Columns | None = None
    within: str | None = Field(default=None, description="field with the enterprise id of a bare name")
    node: str | None = None

    @model_validator(mode="after")
    def _some(self) -> Person:
        if self.certificate is None and self.key is None and self.name is None:
            raise ValueError("expected at least one of certificate, key, name")
        if self.name is not None and self.within is None:
            raise ValueError("name: expected within, because a name alone never identifies a person")
        return self

    def reads(self) -> Iterator[tuple[str, ...]]:
        """All columns together count as one requirement."""
        yield tuple(self.mentions())

    def mentions(self) -> Iterator[str]:
        """Columns of certificate, key and name."""
        for columns in (self.certificate, self.key, self.name):
            if columns is not None:
                yield from alternatives(columns)

    def uses_fields(self) -> tuple[str, ...]:
        """Field of the enterprise."""
        return () if self.within is None else (self.within,)


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
    | Person,
    Field(discriminator="clean"),
]
