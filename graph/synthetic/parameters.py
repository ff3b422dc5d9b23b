"""Parameters and word lists of the synthetic province, loaded from the package's YAML."""

from __future__ import annotations

import hashlib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Annotated, TypeVar

import numpy as np
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from graph.errors import CatalogueError

Fraction = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[float, Field(gt=0)]


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FirmType(_Data):
    """One entity type code: its share, name suffix and what kind of firm it makes."""

    code: str
    share: Fraction
    suffix: str
    kind: str


class Firms(_Data):
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
    renamed_per_year: Fraction
    recapitalised_per_year: Fraction


class Fate(_Data):
    """Monthly rates at which an active firm of risk 1 leaves the register."""

    meaning: str
    deregistered: Fraction
    revoked: Fraction
    cancelled: Fraction
    moved_out: Fraction
    suspended: Fraction
    revoked_risk_power: Positive


class Risk(_Data):
    """Latent risk of firms and persons."""

    meaning: str
    frailty_shape: Positive
    size: dict[str, Positive]
    age_years: tuple[tuple[float, Positive], ...]
    region_spread: Fraction
    person_frailty_shape: Positive


class People(_Data):
    """Persons and their posts."""

    meaning: str
    per_firm: Positive
    top_degree_at_million: Positive
    top_degree_size_power: Fraction
    exponent: Positive
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


class Ownership(_Data):
    """Groups, cross-holdings and state investor bodies."""

    meaning: str
    grouped_share: Fraction
    top_group_at_million: Positive
    top_group_size_power: Fraction
    exponent: Positive
    cross_holding_share: Fraction
    corporate_minority_share: Fraction
    state_bodies_per_million: Positive
    state_owned_by_body_share: Fraction


class Premises(_Data):
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


class Dealings(_Data):
    """Guarantees, loans, leases and trades per firm."""

    meaning: str
    guarantees: Fraction
    lends: Fraction
    leases: Fraction
    trades: Fraction
    person_share: Fraction
    nearby_share: Fraction
    mean_years: Positive


class Known(_Data):
    """Delay between an event and its being known."""

    meaning: str
    prompt_days: Positive
    late_share: Fraction
    late_days: Positive
    change_days: int = Field(ge=0)


class Uncovered(_Data):
    """Cities for which a table, or one record kind, is not delivered."""

    meaning: str
    tables: dict[str, tuple[int, ...]]


class PrimaryKind(_Data):
    """Rate, contagion share and signal of one record kind."""

    rate: Fraction
    contagion: Fraction
    severity: int = Field(ge=0, le=5)
    removed_months: Positive | None = None


class FollowUp(_Data):
    """A record that follows another one of the same party."""

    after: str
    kind: str
    share: Fraction
    from_days: int = Field(ge=0)
    to_days: int = Field(gt=0)
    removed_months: Positive | None = None


class RecordRates(_Data):
    """Records: rates, parties, causes, measures, publication."""

    meaning: str
    kinds: dict[str, PrimaryKind]
    person_rate: Fraction
    person_kinds: dict[str, Fraction]
    follow_ups: tuple[FollowUp, ...]
    joint_share: dict[str, Fraction]
    joint_person_share: Fraction
    mass_decision_share: Fraction
    plaintiff_share: Fraction
    victim_share: Fraction
    outcomes: dict[str, Fraction]
    measures: dict[str, Fraction]
    second_measure_share: Fraction
    fine_median_yuan: Positive
    fine_sigma: Positive
    claim_median_yuan: Positive
    causes: dict[str, dict[str, Fraction]]
    publication_months: dict[str, Positive]
    explicit_severity_share: Fraction
    unknown: dict[str, Fraction]


class Contagion(_Data):
    """Additive-hazard contagion: strengths per family, legs, hubs, half-life."""

    meaning: str
    half_life_months: Positive
    excess_cap: Positive
    strength: dict[str, Positive]
    legs: dict[str, Fraction]
    minor_officer_roles: tuple[str, ...]
    hub: tuple[tuple[int, Fraction], ...]


class Statuses(_Data):
    """Shares of facts that get a dated status."""

    meaning: str
    revoked: Fraction
    partly_revoked: Fraction
    changed: Fraction
    wrong: Fraction
    objected: Fraction
    barred: Fraction
    repaired: Fraction
    lifted_share: Fraction
    tie_void_share: Fraction
    filing_wrong_share: Fraction
    attribute_share: Fraction
    days: tuple[int, int]


class Risky(_Data):
    """A probability or rate that follows latent risk: base * risk ** power."""

    base: Fraction
    power: Fraction

    def of(self, risk: np.ndarray) -> np.ndarray:
        """Rate of each firm, float64, shape of ``risk``."""
        return np.asarray(self.base * np.maximum(risk, 1e-6) ** self.power, dtype=np.float64)

    def share(self, risk: np.ndarray) -> np.ndarray:
        """Probability of each firm, at most 0.95."""
        return np.minimum(self.of(risk), 0.95)


class FilingRates(_Data):
    """Rates of the filing tables."""

    meaning: str
    report_seasons_months: int = Field(ge=12)
    report_missing: Risky
    report_habit: Fraction
    report_late: Risky
    report_zero: Risky
    loss: Risky
    leverage: Risky
    leverage_sigma: Positive
    staff: dict[str, tuple[int, int]]
    disclosure: dict[str, Fraction]
    hidden_figure_share: Fraction
    subscription_years: tuple[tuple[int, Fraction], ...]
    alterations: Risky
    alteration_items: dict[str, Fraction]
    licences: Positive
    licence_kinds: dict[str, Fraction]
    licence_years: tuple[int, int]
    inspections: Positive
    product_test_share: Fraction
    inspection_failed: Risky
    failed_results: dict[str, Fraction]
    complaints: Risky
    complaint_report_share: Fraction
    complaint_accepted_share: Fraction
    complaint_verified: Risky
    professional_claimant_share: Fraction
    takeover_complaints: Positive
    tax_trouble: Risky
    tax_states: dict[str, Fraction]
    tax_months: Positive
    insurance_every_months: int = Field(ge=1)
    insurance_share: Fraction
    insured_of_staff: Fraction
    commitments: Positive
    commitment_broken: Risky
    ratings_share: Fraction
    public_credit_share: Fraction
    rating_grades: tuple[str, ...]
    certifications: Positive
    certification_schemes: dict[str, Fraction]
    certification_lost: Risky
    news: Risky
    negative_news: Risky
    intellectual_property: Positive
    ip_kinds: dict[str, Fraction]


class ClusterPlan(_Data):
    """Planted structures per 100,000 firms and their sizes."""

    per_100k: Positive
    size: tuple[int, int]


class Planted(_Data):
    """Planted clusters by kind."""

    meaning: str
    risk_multiplier: Positive
    clusters: dict[str, ClusterPlan]


class Parameters(_Data):
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
    defects: dict[str, Fraction]


class ProvinceName(_Data):
    """The fictitious province and its code prefix."""

    zh: str
    short: str
    code: str = Field(pattern=r"^00$")
    meaning: str


class Zone(_Data):
    """Development zone of a city: an authority without a region code."""

    zh: str
    share: Fraction
    meaning: str


class Words(_Data):
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


_M = TypeVar("_M", bound=BaseModel)


def _load(model: type[_M], name: str) -> _M:
    text = files("graph.synthetic").joinpath(name).read_text(encoding="utf-8")
    try:
        return model.model_validate(yaml.safe_load(text))
    except (ValidationError, yaml.YAMLError) as error:
        raise CatalogueError(f"synthetic parameters {name}: {error}", file=name) from error


@cache
def parameters() -> Parameters:
    """Numbers of the province, from province.yaml.

    Raises
    ------
    CatalogueError
        If the file breaks its contract.
    """
    return _load(Parameters, "province.yaml")


@cache
def words() -> Words:
    """Word lists, from words.yaml.

    Raises
    ------
    CatalogueError
        If the file breaks its contract.
    """
    return _load(Words, "words.yaml")


@cache
def parameters_hash() -> str:
    """Sha256 over the bytes of both files, for the truth's manifest."""
    digest = hashlib.sha256()
    for name in ("province.yaml", "words.yaml"):
        digest.update(files("graph.synthetic").joinpath(name).read_bytes())
    return digest.hexdigest()
