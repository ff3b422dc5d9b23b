"""Shapes of what the registry says of one enterprise; persons appear by id only."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from scoring.results_base import Label, Result


class Post(Result):
    """Somebody in a post of an enterprise."""

    node_id: str
    role: str | None
    since: date | None


class PublicRecord(Result):
    """A published decision."""

    record_id: str
    kind: str
    label: Label
    organ: str | None
    document_no: str | None
    decided_on: date | None
    published_on: date | None
    ended_on: date | None


class ProfileCounts(Result):
    """Other nodes in each table of an enterprise; one node counts once."""

    shareholders: int = Field(ge=0)
    investments: int = Field(ge=0)
    officers: int = Field(ge=0)
    branches: int = Field(ge=0)
    same_address: int = Field(ge=0)
    same_contact: int = Field(ge=0)
    records: int = Field(ge=0)


class RegistryProfile(Result):
    """Attributes of one enterprise as the month knows them."""

    former_names: tuple[str, ...]
    entity_type: str | None
    entity_type_label: Label | None
    status: str
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
    legal_representatives: tuple[Post, ...]
    place_ids: tuple[str, ...]
    contact_ids: tuple[str, ...]
    head_office_id: str | None
    counts: ProfileCounts
