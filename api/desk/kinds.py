"""Kinds of proposals, from the packaged table."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict, Field

from graph.errors import CatalogueError
from scoring.results_types import Label


class ProposalKind(StrEnum):
    """What a proposal asks for."""

    DIRECT = "direct_d"
    RAISE = "raise"
    LOWER = "lower"
    REVOCATION = "revocation"
    EXCLUSION = "exclusion"
    OBJECTION = "objection"
    OBJECTION_LIFTED = "objection_lifted"
    SAME_PERSON = "same_person"
    PACK = "pack"
    REFERENCE = "reference"
    MODEL = "model"


CLASS_KINDS = frozenset({ProposalKind.DIRECT, ProposalKind.RAISE, ProposalKind.LOWER})
"""Decisions on the class of enterprises."""
FACT_KINDS = frozenset({ProposalKind.EXCLUSION, ProposalKind.OBJECTION, ProposalKind.OBJECTION_LIFTED})
"""Withdrawals of facts and their end."""


class KindRule(BaseModel):
    """One kind: words, fields, and how long it stays open."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    zh: str
    en: str
    meaning: Label
    source: str
    needs: tuple[str, ...]
    may: tuple[str, ...] = ()
    revises: bool
    whole_area: bool = False
    open_days: int = Field(ge=1, le=366)


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str
    since: date
    kinds: dict[ProposalKind, KindRule]


@cache
def kind_rules() -> dict[ProposalKind, KindRule]:
    """Rule of every kind.

    Raises
    ------
    CatalogueError
        If the packaged table lacks a kind.
    """
    loaded = yaml.safe_load(files("api.desk").joinpath("proposal_kinds.yaml").read_text("utf-8"))
    table = _Table.model_validate(loaded)
    if set(table.kinds) != set(ProposalKind):
        raise CatalogueError("proposal_kinds.yaml: expected every kind once, got others")
    return table.kinds
