"""Shapes of decisions on a class, and of receipts that a withdrawn fact made void."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from graph.domain import RiskClass
from scoring.results_base import Label, Result


class DecisionResult(Result):
    """The decision that set a class; author and approver stay in the book of decisions."""

    number: int = Field(ge=1)
    kind: str
    label: Label
    risk_class: RiskClass
    ground: str
    document_no: str | None
    effective_on: date
    expires_on: date = Field(description="First day on which it holds no more")
    verified: bool = Field(description="False: author and approver are declared, not signed in")


class VoidReceipt(Result):
    """Why a receipt counts no more: a fact it may rest on was withdrawn afterwards."""

    fact_kind: str
    fact_id: str
    item_id: str | None
    ground: str
    article: str
    document_no: str
    known_on: date
    month: str = Field(description="Month whose revision replaces it")
    revision: int = Field(ge=1)
