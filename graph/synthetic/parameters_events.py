"""Parameters of records, contagion, statuses and filings, as the YAML holds them."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

Fraction = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[float, Field(gt=0)]


class Data(BaseModel):
    """Base of all parameters: closed and frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PrimaryKind(Data):
    """Rate, contagion share and signal of one record kind."""

    rate: Fraction
    contagion: Fraction
    severity: int = Field(ge=0, le=5)
    removed_months: Positive | None = None


class FollowUp(Data):
    """A record that follows another one of the same party, of some severity at least."""

    after: str
    kind: str
    share: Fraction
    severity_at_least: int = Field(default=0, ge=0, le=5)
    from_days: int = Field(ge=0)
    to_days: int = Field(gt=0)
    removed_months: Positive | None = None


class RecordRates(Data):
    """Records: rates, parties, causes, measures, publication."""

    meaning: str
    kinds: dict[str, PrimaryKind]
    person_rate: Fraction
    person_kinds: dict[str, Fraction]
    follow_ups: tuple[FollowUp, ...]
    shortest_listing_days: int = Field(ge=1)
    person_listing_months: Positive
    published_days: int = Field(ge=1)
    conduct_days: tuple[int, int]
    conduct_length_days: int = Field(ge=1)
    opponent_share: Fraction
    under_inquiry_share: Fraction
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
    claim_sigma: Positive
    causes: dict[str, dict[str, Fraction]]
    publication_months: dict[str, Positive]
    explicit_severity_share: Fraction
    unknown: dict[str, Fraction]


class Contagion(Data):
    """Additive-hazard contagion: strengths per family, legs, hubs, half-life."""

    meaning: str
    half_life_months: Positive
    excess_cap: Positive
    strength: dict[str, Positive]
    legs: dict[str, Fraction]
    minor_officer_roles: tuple[str, ...]
    hub: tuple[tuple[int, Fraction], ...]


class Statuses(Data):
    """Shares of facts that get a dated status."""

    meaning: str
    revoked: Fraction
    partly_revoked: Fraction
    changed: Fraction
    wrong: Fraction
    objected: Fraction
    barred: Fraction
    repaired: Fraction
    lifted_days: tuple[int, int]
    lifted_share: Fraction
    tie_void_share: Fraction
    filing_wrong_share: Fraction
    attribute_share: Fraction
    days: tuple[int, int]


class Risky(Data):
    """A probability or rate that follows latent risk: base * risk ** power."""

    base: Fraction
    power: Fraction

    def of(self, risk: np.ndarray) -> np.ndarray:
        """Rate of each firm, float64, shape of ``risk``."""
        return np.asarray(self.base * np.maximum(risk, 1e-6) ** self.power, dtype=np.float64)

    def share(self, risk: np.ndarray) -> np.ndarray:
        """Probability of each firm, at most 0.95."""
        shares: np.ndarray = np.minimum(self.of(risk), 0.95)
        return shares


class FilingRates(Data):
    """Rates of the filing tables."""

    meaning: str
    report_seasons_months: int = Field(ge=12)
    report_missing: Risky
    report_habit: Fraction
    report_late: Risky
    report_late_days: Positive
    report_peak: tuple[Positive, Positive]
    report_zero: Risky
    assets_of_capital: Positive
    assets_sigma: Positive
    turnover: tuple[Positive, Positive]
    margin: Positive
    profit_tax: Fraction
    turnover_tax: Fraction
    loss: Risky
    leverage: Risky
    leverage_sigma: Positive
    leverage_most: Positive
    staff: dict[str, tuple[int, int]]
    disclosure: dict[str, Fraction]
    hidden_figure_share: Fraction
    subscription_years: tuple[tuple[int, Fraction], ...]
    alterations: Risky
    alteration_items: dict[str, Fraction]
    licences: Positive
    licence_kinds: dict[str, Fraction]
    licence_years: tuple[int, int]
    unlimited_licence_share: Fraction
    inspections: Positive
    inspection_pending_days: int = Field(ge=0)
    product_test_share: Fraction
    inspection_failed: Risky
    failed_results: dict[str, Fraction]
    complaints: Risky
    complaint_report_share: Fraction
    complaint_accepted_share: Fraction
    complaint_verified: Risky
    professional_claimant_share: Fraction
    verified_unknown_share: Fraction
    takeover_complaint_days: tuple[int, int]
    takeover_complaints: Positive
    tax_trouble: Risky
    tax_states: dict[str, Fraction]
    arrears_median_yuan: Positive
    arrears_sigma: Positive
    tax_months: Positive
    insurance_every_months: int = Field(ge=1)
    insurance_share: Fraction
    insured_of_staff: Fraction
    insured_drift: tuple[Positive, Positive]
    insured_fall: Risky
    insured_fall_months: tuple[int, int]
    commitment_days: tuple[int, int]
    commitment_open_share: Fraction
    commitments: Positive
    commitment_broken: Risky
    ratings_share: Fraction
    public_credit_share: Fraction
    rating_grades: tuple[str, ...]
    rating_edges: tuple[float, ...]
    rating_noise: Positive
    rating_months: dict[str, int]
    certifications: Positive
    certification_schemes: dict[str, Fraction]
    certification_years: int = Field(ge=1)
    certification_lost: Risky
    news: Risky
    negative_news: Risky
    positive_news_share: Fraction
    attention: tuple[Positive, Positive]
    attention_unknown_share: Fraction
    intellectual_property: Positive
    ip_concentration: Positive
    ip_years: int = Field(ge=1)
    ip_kinds: dict[str, Fraction]
