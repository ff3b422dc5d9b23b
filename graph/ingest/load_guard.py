"""Limits of the load guard, read from ``guard.yaml``."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from graph.errors import CatalogueError
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
    text = files("graph.ingest").joinpath("guard.yaml").read_text(encoding="utf-8")
    try:
        read = _File.model_validate(yaml.safe_load(text))
    except (ValidationError, yaml.YAMLError) as error:
        raise CatalogueError(f"guard.yaml: {error}", file="guard.yaml") from error
    return LoadGuard(
        most_ended=read.most_ended.value,
        most_changed=read.most_changed.value,
        smallest=read.smallest.value,
    )
