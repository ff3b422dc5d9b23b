"""Catalogues of tie kinds, record kinds and entity types, loaded from package data."""

from __future__ import annotations

import hashlib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from graph.columns import Sensitivity
from graph.domain import NodeKind, TieKind
from graph.errors import CatalogueError
from graph.packaged import packaged


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


class TieEntry(_Entry):
    """One tie kind: who may be its ends and the sentence it reads as."""

    source: tuple[NodeKind, ...]
    target: tuple[NodeKind, ...]
    sensitivity: Sensitivity
    reads: str
    basis: str
    roles: tuple[str, ...]


class RecordEntry(_Entry):
    """One record kind: conduct, whether it is adverse, a listing, a travelling signal."""

    conduct: Literal["joint", "per_party"]
    adverse: bool
    listing: bool
    signal: bool
    severity: int = Field(ge=0, le=5)
    sensitivity: Sensitivity
    basis: str


class MeasureEntry(_Entry):
    """One measure of a penalty and the severity it stands for."""

    severity: int = Field(ge=0, le=5)


class OutcomeEntry(_Entry):
    """One outcome word; ``adverse`` False means the record is no violation of its party."""

    adverse: bool


class EntityTypeEntry(_Entry):
    """One entity type by code prefix."""

    group: str
    branch: bool
    operator_is_unit: bool


class Relations(BaseModel):
    """Catalogue of tie kinds; every stored kind has exactly one entry."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    since: date
    kinds: dict[TieKind, TieEntry]


class Records(BaseModel):
    """Catalogue of record kinds, measures and outcomes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    since: date
    kinds: dict[str, RecordEntry]
    measures: dict[str, MeasureEntry]
    outcomes: dict[str, OutcomeEntry]


class EntityTypes(BaseModel):
    """Catalogue of entity types by code prefix; the longest prefix wins."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    since: date
    types: dict[str, EntityTypeEntry]

    def of(self, code: str | None) -> EntityTypeEntry | None:
        """Entry of a code, None if no prefix matches (an unknown type)."""
        for length in range(len(code or ""), 0, -1):
            entry = self.types.get((code or "")[:length])
            if entry is not None:
                return entry
        return None


@cache
def relations() -> Relations:
    """Catalogue of tie kinds.

    Raises
    ------
    CatalogueError
        If the file breaks its contract or lacks a stored kind.
    """
    loaded = packaged(Relations, "graph", "relations.yaml")
    missing = set(TieKind) - set(loaded.kinds)
    if missing:
        raise CatalogueError(f"relations.yaml lacks {sorted(missing)}: add an entry for each stored kind")
    return loaded


@cache
def records() -> Records:
    """Catalogue of record kinds; the row order is the code order of snapshots."""
    return packaged(Records, "graph", "records.yaml")


@cache
def entity_types() -> EntityTypes:
    """Catalogue of entity types."""
    return packaged(EntityTypes, "graph", "entity_types.yaml")


@cache
def catalogue_hash() -> str:
    """Sha256 over the bytes of all catalogues, for manifests."""
    digest = hashlib.sha256()
    for name in ("entity_types.yaml", "records.yaml", "relations.yaml"):
        digest.update(files("graph").joinpath(name).read_bytes())
    return digest.hexdigest()
