"""Parameters and word lists of the synthetic province, loaded from the package's YAML."""

from __future__ import annotations

import hashlib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import Field

from graph.packaged import packaged
from graph.synthetic.parameters_events import (
    Contagion,
    Data,
    FilingRates,
    Fraction,
    Positive,
    RecordRates,
    Statuses,
)


class FirmType(Data):
    """One entity type code: its share, name suffix and what kind of firm it makes."""

    code: str
    share: Fraction
    suffix: str
    kind: str


class Firms(Data):
    """Composition of the registry."""

    meaning: str
    types: tuple[FirmType, ...]
    staff_bands: dict[str, Fraction]
    mean_age_years: Positive
    oldest_years: Positive
    capital_median_yuan: dict[str, Positive]
    capital_sigma: Positive
    unknown: dict[str, Fraction]
    internal_key_share: Fraction
    late_code_share: Fraction
    recapitalised_before: tuple[tuple[Positive, Fraction], ...]
    smallest_capital_yuan: Positive
    nothing_paid_share: Fraction
    all_paid_share: Fraction
    known_days: Positive
    registration_number_share: Fraction
    registration_number_years: Positive
    district_weights: tuple[Positive, Positive]
    renamed_per_year: Fraction
    recapitalised_per_year: Fraction


class Fate(Data):
    """Monthly rates at which an active firm of risk 1 leaves the register."""

    meaning: str
    deregistered: Fraction
    revoked: Fraction
    cancelled: Fraction
    moved_out: Fraction
    suspended: Fraction
    first_days: int = Field(ge=0)
    known_days: Positive
    revoked_risk_power: Positive


class Risk(Data):
    """Latent risk of firms and persons."""

    meaning: str
    frailty_shape: Positive
    troubled_share: Fraction
    troubled_offset: Positive
    troubled_factor: Positive
    size: dict[str, Positive]
    age_years: tuple[tuple[float, Positive], ...]
    region_spread: Fraction
    person_frailty_shape: Positive


class People(Data):
    """Persons and their posts."""

    meaning: str
    per_firm: Positive
    top_degree_at_million: Positive
    top_degree_size_power: Fraction
    exponent: Positive
    founder_holds_share: Fraction
    holder_concentration: Positive
    own_officer_share: Fraction
    listed_officers: int = Field(ge=0)
    holder_from_start_share: Fraction
    officer_from_start_share: Fraction
    former_share: tuple[Fraction, Fraction]
    replaced_share: Fraction
    replaced_risk_power: Positive
    same_confidence: tuple[Fraction, Fraction]
    holders_per_company: tuple[Fraction, ...]
    officers_per_company: tuple[Fraction, ...]
    officer_roles: dict[str, Fraction]
    source_key_share: Fraction
    name_only_share: Fraction
    possibly_same_share: Fraction
    former_representative_share: Fraction
    former_holder_share: Fraction
    former_officer_share: Fraction
    unknown_share_share: Fraction
    unknown_start_share: Fraction


class Ownership(Data):
    """Groups, cross-holdings and state investor bodies."""

    meaning: str
    grouped_share: Fraction
    top_group_at_million: Positive
    top_group_size_power: Fraction
    exponent: Positive
    early_parent_power: Positive
    wholly_owned_share: Fraction
    controlled_share: tuple[Fraction, Fraction]
    state_wholly_owned_share: Fraction
    state_share: tuple[Fraction, Fraction]
    cycle_share: tuple[Fraction, Fraction]
    minority_share: tuple[Fraction, Fraction]
    cross_share: tuple[Fraction, Fraction]
    parent_within: int = Field(ge=1)
    branches_within: int = Field(ge=1)
    head_office_every: int = Field(ge=1)
    cross_holding_share: Fraction
    corporate_minority_share: Fraction
    state_bodies_per_million: Positive
    state_owned_by_body_share: Fraction


class Premises(Data):
    """Places, contacts and filing agents."""

    meaning: str
    mass_address_share: Fraction
    place_top_at_million: Positive
    place_size_power: Fraction
    place_exponent: Positive
    place_shared_share: Fraction
    contact_share: Fraction
    contact_shared_share: Fraction
    contact_top_at_million: Positive
    agent_share: Fraction
    agents_per_million: Positive
    agent_exponent: Positive
    agent_enterprise_share: Fraction
    moved_per_year: Fraction
    email_share: Fraction
    building_share: Fraction


class Dealings(Data):
    """Guarantees, loans, leases and trades per firm."""

    meaning: str
    guarantees: Fraction
    lends: Fraction
    leases: Fraction
    trades: Fraction
    person_share: Fraction
    nearby_share: Fraction
    within: int = Field(ge=1)
    amount_median_yuan: Positive
    amount_sigma: Positive
    shortest_days: int = Field(ge=1)
    circle_years: Positive
    mean_years: Positive


class Known(Data):
    """Delay between an event and its being known."""

    meaning: str
    prompt_days: Positive
    late_share: Fraction
    late_days: Positive
    change_days: int = Field(ge=0)


class Uncovered(Data):
    """Cities for which a table, or one record kind, is not delivered."""

    meaning: str
    tables: dict[str, tuple[int, ...]]


class ClusterPlan(Data):
    """Planted structures per 100,000 firms and their sizes."""

    per_100k: Positive
    size: tuple[int, int]


class Planted(Data):
    """Planted clusters by kind."""

    meaning: str
    risk_multiplier: Positive
    shell_age_days: tuple[int, int]
    shell_burst_days: int = Field(ge=1)
    takeover_days: tuple[int, int]
    clusters: dict[str, ClusterPlan]


class DefectPlan(Data):
    """One kind of planted defect, and what an import has to do with it."""

    table: str
    share: Fraction
    effect: Literal[
        "row_rejected", "value_unknown", "kept_counted", "no_new_version", "conflict", "stub", "kept"
    ]
    meaning: str


class Parameters(Data):
    """All numbers of the province."""

    since: date
    firms: Firms
    fate: Fate
    risk: Risk
    industries: tuple[tuple[str, Positive, Positive, str], ...]
    people: People
    ownership: Ownership
    premises: Premises
    dealings: Dealings
    planted: Planted
    known: Known
    uncovered: Uncovered
    records: RecordRates
    contagion: Contagion
    statuses: Statuses
    filings: FilingRates
    defects: dict[str, DefectPlan]


class ProvinceName(Data):
    """The fictitious province and its code prefix."""

    zh: str
    short: str
    code: str = Field(pattern=r"^00$")
    meaning: str


class Zone(Data):
    """Development zone of a city: an authority without a region code."""

    zh: str
    share: Fraction
    meaning: str


class Words(Data):
    """Invented words names are drawn from."""

    since: date
    province: ProvinceName
    cities: tuple[tuple[str, Positive], ...]
    districts: tuple[str, ...]
    zone: Zone
    stations_per_district: int = Field(ge=1, le=9)
    roads: tuple[str, ...]
    buildings: tuple[str, ...]
    trade_first: tuple[str, ...]
    trade_second: tuple[str, ...]
    trade_third: tuple[str, ...]
    surnames: tuple[str, ...]
    given_first: tuple[str, ...]
    given_second: tuple[str, ...]
    phone_prefixes: tuple[str, ...]
    organs: dict[str, tuple[str, str]]


@cache
def parameters() -> Parameters:
    """Numbers of the province, from province.yaml.

    Raises
    ------
    CatalogueError
        If the file breaks its contract.
    """
    return packaged(Parameters, "graph.synthetic", "province.yaml")


@cache
def words() -> Words:
    """Word lists, from words.yaml.

    Raises
    ------
    CatalogueError
        If the file breaks its contract.
    """
    return packaged(Words, "graph.synthetic", "words.yaml")


@cache
def parameters_hash() -> str:
    """Sha256 over the bytes of both files, for the truth's manifest."""
    digest = hashlib.sha256()
    for name in ("province.yaml", "words.yaml"):
        digest.update(files("graph.synthetic").joinpath(name).read_bytes())
    return digest.hexdigest()
