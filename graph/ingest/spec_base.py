"""What all cleaners of the mapping language share: the columns they read and the type they give."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field

from graph.columns import ColumnType

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


class FromColumn(Spec):
    """Base of cleaners that read one column, or the first of its alternatives."""

    source: Columns = Field(alias="from")
    optional: bool = False


LookupUse = tuple[str, str, tuple[str, ...]]
"""Key of a spec that names a lookup, the lookup, and what such a lookup has to give."""


def lookups_of(spec: Spec) -> Iterator[LookupUse]:
    """Every lookup that a cleaner needs."""
    lookup = getattr(spec, "lookup", None)
    if lookup is not None:
        yield "lookup", lookup, ("number", "sum")
    holder = getattr(spec, "holder", None)
    if holder is not None:
        yield "holder", holder, ("holder",)
    for candidate in getattr(spec, "candidates", ()):
        if candidate.holder is not None:
            yield "candidates", candidate.holder, ("holder",)
