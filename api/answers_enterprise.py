"""Shapes of one enterprise: result with peers, profile, what-if."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from api.answers import Answer, NodeView, Published
from graph.domain import RiskClass
from scoring.results_types import EnterpriseResult, HistoryPoint, Label
from scoring.results_types_peers import ClassChange, Peers
from scoring.results_types_profile import ProfileCounts, PublicRecord
from scoring.what_if import WhatIf

Id = Annotated[str, Field(min_length=1, max_length=200)]


class EnterpriseAnswer(Answer):
    """One enterprise in one month, and its way through the months.

    Outside the reader's area: name, code, class and published decisions; nothing else.
    """

    published: Published
    enterprise: EnterpriseResult
    short_name: str
    in_scope: bool
    history: tuple[HistoryPoint, ...] = Field(description="Published months, oldest first")
    peers: Peers | None = Field(description="null where it has no score or is outside")
    change: ClassChange | None = Field(description="Against the month before; null without one or outside")
    records: tuple[PublicRecord, ...] = Field(description="Published decisions, newest first, at most 50")
    records_total: int = Field(ge=0)


class PartyView(Answer):
    """A person (masked) or an enterprise in a post of an enterprise."""

    node: NodeView
    role: str | None
    since: date | None


class Profile(Answer):
    """What the registry says of an enterprise, in the reader's area."""

    former_names: tuple[str, ...]
    entity_type: str | None
    entity_type_label: Label | None
    status: str
    status_label: Label
    established_on: date | None
    ended_on: date | None
    revoked_on: date | None
    registered_capital_cents: int | None
    paid_in_capital_cents: int | None
    staff_band: str | None
    industry: str | None
    region: str | None
    supervising_authority: str | None
    address: str | None
    listed: bool | None
    legal_representatives: tuple[PartyView, ...]
    places: tuple[NodeView, ...] = Field(description="Registered places; their neighbours share the address")
    contacts: tuple[NodeView, ...] = Field(description="Phones, mails and agents; masked")
    head_office: NodeView | None = Field(description="Of a branch")
    counts: ProfileCounts


class ProfileAnswer(Answer):
    """Registry data of one enterprise; outside the reader's area the profile is null."""

    published: Published
    enterprise_id: str
    name: str | None
    short_name: str
    in_scope: bool
    profile: Profile | None


class SupposedEnd(Answer):
    """A tie that ended on a day."""

    tie_id: Id
    on: date


class SupposedParty(Answer):
    """Another enterprise that has this standalone class."""

    enterprise_id: Id
    risk_class: RiskClass


class Suppositions(Answer):
    """What is supposed to be otherwise; at least one, at most 20 together."""

    ends: tuple[SupposedEnd, ...] = Field(default=(), max_length=20)
    without_ties: tuple[Id, ...] = Field(default=(), max_length=20, description="Ties that never were")
    without_records: tuple[Id, ...] = Field(default=(), max_length=20, description="Records withdrawn")
    parties: tuple[SupposedParty, ...] = Field(default=(), max_length=20)


class WhatIfAnswer(Answer):
    """One enterprise as it is and as it would be; nothing published changes."""

    published: Published
    what_if: WhatIf
