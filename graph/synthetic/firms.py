"""Firms of the province: type, region, industry, size, age, latent risk and fate.

Firms are numbered in home order: neighbours share a district.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from graph.domain import DAY_OPEN, EnterpriseStatus
from graph.synthetic.deliveries import Schedule
from graph.synthetic.parameters import Parameters, Words
from graph.synthetic.randomness import choose, exponential_days, lognormal, stream, subset

Int: TypeAlias = np.ndarray[Any, np.dtype[Any]]
Float: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]
Bool: TypeAlias = np.ndarray[Any, np.dtype[np.bool_]]

DAYS_PER_YEAR = 365.25
DAYS_PER_MONTH = DAYS_PER_YEAR / 12

FATES: tuple[EnterpriseStatus, ...] = (
    EnterpriseStatus.DEREGISTERED,
    EnterpriseStatus.REVOKED,
    EnterpriseStatus.CANCELLED,
    EnterpriseStatus.MOVED_OUT,
    EnterpriseStatus.SUSPENDED,
)
"""States an operating firm may end in, by fate code."""

UNDER_ZONE = 0
"""Station number of a firm that its city's development zone supervises."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Firms:
    """Columns of all firms, each of shape (firms,).

    Parameters
    ----------
    kind : int32
        Row of ``parameters.firms.types``.
    district : int32
        City index * districts per city + district index.
    station : int32
        Supervising station of the district, ``UNDER_ZONE`` for the development zone.
    industry, band : int32
        Rows of ``parameters.industries`` and of the staff bands.
    born, known : int32
        Days of establishment and of the first delivery's knowledge of it.
    left : int32
        Day of the fate, DAY_OPEN if the firm operates at the end.
    left_known : int32
        Day on which the fate is known.
    fate : int8
        Row of ``FATES``, -1 if none.
    capital, paid : int64
        Registered and paid-in capital in cents at the end.
    capital_before : int64
        Registered capital until ``recapitalised``.
    renamed, recapitalised : int32
        Day of the latest change, DAY_OPEN if none.
    frailty, risk : float64
        Gamma frailty and latent risk (mean near 1).
    keyless : bool
        Delivered under an internal key, without a credit code.
    mass : bool
        Registered at the mass address.
    """

    kind: Int
    district: Int
    station: Int
    industry: Int
    band: Int
    born: Int
    known: Int
    left: Int
    left_known: Int
    fate: Int
    capital: Int
    paid: Int
    capital_before: Int
    renamed: Int
    recapitalised: Int
    frailty: Float
    risk: Float
    keyless: Bool
    mass: Bool

    @property
    def size(self) -> int:
        """Number of firms."""
        return len(self.kind)


def make_firms(*, size: int, seed: int, schedule: Schedule, numbers: Parameters, words: Words) -> Firms:
    """Draw all firms of a province.

    Parameters
    ----------
    size : int
        Number of firms, at least 1.
    seed : int
    schedule : Schedule
    numbers, words : Parameters, Words
    """
    rng = stream(seed, "firms")
    plan = numbers.firms
    district, mass = _districts(rng, size, numbers, words)
    kind = choose(rng, [entry.share for entry in plan.types], size)
    industry = choose(rng, [row[1] for row in numbers.industries], size)
    band = choose(rng, plan.staff_bands, size)
    station = 1 + rng.integers(0, words.stations_per_district, size)
    station[subset(rng, size, words.zone.share)] = UNDER_ZONE
    last_day = int(schedule.day_numbers[-1])
    age = np.minimum(rng.exponential(plan.mean_age_years, size), plan.oldest_years) * DAYS_PER_YEAR
    born = (last_day - age).astype(np.int32)
    frailty, risk = _risk(rng, numbers, industry=industry, band=band, district=district, age=age)
    fate, left = _fates(rng, numbers, risk=risk, born=born, last_day=last_day)
    known = np.minimum(born + 1 + exponential_days(rng, plan.known_days, size), last_day).astype(np.int32)
    delay = 1 + exponential_days(rng, numbers.fate.known_days, size)
    left_known = np.where(fate >= 0, np.minimum(left, last_day) + delay, DAY_OPEN)
    medians = np.array(list(plan.capital_median_yuan.values()))[band]
    capital = (np.round(lognormal(rng, medians, plan.capital_sigma, size) / 10_000) * 1_000_000).astype(
        np.int64
    )
    capital = np.maximum(capital, int(plan.smallest_capital_yuan * 100))
    draw = rng.random(size)
    paid_share = np.where(draw < plan.nothing_paid_share + plan.all_paid_share, 1.0, rng.random(size))
    paid_share[draw < plan.nothing_paid_share] = 0.0
    factors = np.array([factor for factor, _ in plan.recapitalised_before])
    before = factors[choose(rng, [share for _, share in plan.recapitalised_before], size)]
    return Firms(
        kind=kind,
        district=district,
        station=station.astype(np.int32),
        industry=industry,
        band=band,
        born=born,
        known=known,
        left=left,
        left_known=left_known.astype(np.int32),
        fate=fate,
        capital=capital,
        paid=(capital * paid_share).astype(np.int64),
        capital_before=(capital * before).astype(np.int64),
        renamed=_change_days(rng, plan.renamed_per_year, born, left, last_day),
        recapitalised=_change_days(rng, plan.recapitalised_per_year, born, left, last_day),
        frailty=frailty,
        risk=risk,
        keyless=subset(rng, size, plan.internal_key_share),
        mass=mass,
    )


def _districts(rng: np.random.Generator, size: int, numbers: Parameters, words: Words) -> tuple[Int, Bool]:
    """District of each firm, ascending, and whether it sits at the mass address of district 0."""
    per_city = len(words.districts)
    weights = np.repeat([weight for _, weight in words.cities], per_city).astype(np.float64)
    weights *= np.tile(np.linspace(*numbers.firms.district_weights, per_city), len(words.cities))
    mass_count = int(size * numbers.premises.mass_address_share)
    drawn = choose(rng, weights, size - mass_count)
    district = np.concatenate([np.zeros(mass_count, dtype=np.int32), drawn])
    mass = np.arange(size) < mass_count
    order = np.lexsort((rng.random(size), district))
    return district[order], mass[order]


def _risk(
    rng: np.random.Generator, numbers: Parameters, *, industry: Int, band: Int, district: Int, age: Float
) -> tuple[Float, Float]:
    plan = numbers.risk
    size = len(industry)
    frailty = rng.gamma(plan.frailty_shape, 1.0 / plan.frailty_shape, size)
    frailty = np.where(
        subset(rng, size, plan.troubled_share),
        (frailty + plan.troubled_offset) * plan.troubled_factor,
        frailty,
    )
    by_size = np.array([plan.size[name] for name in numbers.firms.staff_bands])[band]
    by_industry = np.array([row[2] for row in numbers.industries])[industry]
    bounds = np.array([bound for bound, _ in plan.age_years]) * DAYS_PER_YEAR
    by_age = np.array([factor for _, factor in plan.age_years])[
        np.minimum(np.searchsorted(bounds, age), len(bounds) - 1)
    ]
    by_region = np.exp(plan.region_spread * rng.standard_normal(int(district.max()) + 1))[district]
    structural = by_size * by_industry * by_age * by_region
    risk = frailty * structural
    return frailty, risk / risk.mean()


def _fates(
    rng: np.random.Generator, numbers: Parameters, *, risk: Float, born: Int, last_day: int
) -> tuple[Int, Int]:
    """Fate code and day by competing constant hazards since establishment."""
    plan = numbers.fate
    size = len(risk)
    rates = np.array([plan.deregistered, plan.revoked, plan.cancelled, plan.moved_out, plan.suspended])
    hazards = np.broadcast_to(rates, (size, len(rates))).copy()
    hazards[:, 1] *= risk**plan.revoked_risk_power
    total = hazards.sum(axis=1)
    wait = rng.exponential(1.0, size) / total * DAYS_PER_MONTH
    day = born + plan.first_days + np.minimum(wait, 1e6)
    draw = rng.random(size) * total
    fate = (np.cumsum(hazards, axis=1) < draw[:, None]).sum(axis=1)
    gone = day <= last_day
    return (
        np.where(gone, np.minimum(fate, len(rates) - 1), -1).astype(np.int8),
        np.where(gone, day, DAY_OPEN).astype(np.int32),
    )


def _change_days(rng: np.random.Generator, per_year: float, born: Int, left: Int, last_day: int) -> Int:
    """Day of the latest change of a rare kind; DAY_OPEN where there was none in a firm's life."""
    back = np.minimum(rng.exponential(1.0 / per_year, len(born)), 300.0) * DAYS_PER_YEAR
    day = last_day - back
    happened = (day > born + 30) & (day < left)
    return np.where(happened, day, DAY_OPEN).astype(np.int32)


def status_codes(firms: Firms, delivery_day: int) -> Int:
    """Fate known on a day, -1 while the firm is known as operating, int8, shape (firms,)."""
    return np.where(firms.left_known <= delivery_day, firms.fate, -1).astype(np.int8)


def living(firms: Firms, first_day: int, end_day: int) -> Float:
    """Share of a period in which each firm operates, in [0, 1]."""
    start = np.maximum(firms.born, first_day)
    stop = np.minimum(firms.left, end_day)
    return np.clip((stop - start) / max(end_day - first_day, 1), 0.0, 1.0)
