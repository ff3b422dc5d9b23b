"""Cleaners that give ids of enterprises and persons, as the mapping language writes them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from graph.ingest.conditions import Condition, condition_columns
from graph.ingest.spec_base import Columns, Spec, alternatives


class Candidate(BaseModel):
    """One way to name an entity; the first candidate with a usable value wins."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    scheme: Literal["uscc", "internal", "registration_no", "person_key", "delivered"]
    source: Columns = Field(alias="from")
    when: Condition | None = None
    of_register: str | None = Field(
        default=None, description="which register of the node numbers so; absent: that of enterprises"
    )
    holder: str | None = Field(default=None, description="lookup that knows who keeps a contested code")
    claimed_by: str | None = Field(default=None, description="column with the row's own claimant")
    zero_is_a_key: bool = Field(
        default=False, description="the source numbers from 0, so '0' is no placeholder"
    )

    @model_validator(mode="after")
    def _claims(self) -> Candidate:
        if (self.holder is None) != (self.claimed_by is None):
            raise ValueError("expected holder and claimed_by together")
        return self


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
            if candidate.claimed_by is not None:
                yield candidate.claimed_by
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
