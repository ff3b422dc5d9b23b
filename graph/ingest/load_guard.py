"""Limits of the load guard, read from ``guard.yaml``."""

from __future__ import annotations

from datetime import date
from functools import cache

from pydantic import BaseModel, ConfigDict, Field

from graph.packaged import packaged
from graph.store.protocol import LoadGuard


class _Described(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)
    meaning: str = Field(min_length=1)


class _Share(_Described):
    value: float = Field(ge=0, le=1)


class _Count(_Described):
    value: int = Field(ge=1)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    since: date
    source: str = Field(min_length=1)
    most_ended: _Share
    most_changed: _Share
    smallest: _Count


@cache
def load_guard() -> LoadGuard:
    """Guard that is shipped.

    Raises
    ------
    CatalogueError
        If the file breaks its contract.
    """
    read = packaged(_File, "graph.ingest", "guard.yaml")
    return LoadGuard(
        most_ended=read.most_ended.value,
        most_changed=read.most_changed.value,
        smallest=read.smallest.value,
    )
