"""Filings a firm makes regularly: annual reports, insured staff, ratings, tax states."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, TypeAlias

import numpy as np

from graph.domain import CENTS_UNKNOWN, DAY_OPEN, day_number
from graph.synthetic.filing_context import FilingContext, words_of
from graph.synthetic.firms import DAYS_PER_MONTH
from graph.synthetic.ownership import kind_mask
from graph.synthetic.randomness import choose, lognormal, stream, subset
from graph.synthetic.rows import Cells, Days, Numbers, Rows
from graph.synthetic.rows import Words as WordCells

Int: TypeAlias = np.ndarray[Any, np.dtype[Any]]
Float: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]
Bool: TypeAlias = np.ndarray[Any, np.dtype[np.bool_]]


def annual_reports(context: FilingContext) -> Iterator[Rows]:
    """Annual reports, one Rows a season: due from January to June, some late, some never filed."""
    rng = stream(context.world.seed, "annual_reports")
    plan = context.plan
    firms = context.firms
    habit = rng.random(firms.size)
    steady = subset(rng, firms.size, plan.report_habit)
    until = context.world.schedule.until
    months_of_day = until.year * 12 + until.month - 1
    first_year = -(-(months_of_day - plan.report_seasons_months) // 12)
    branch = kind_mask(firms, context.world.numbers, "branch")
    offset = 0
    for year in range(first_year, until.year + 1):
        opening, deadline = day_number(date(year, 1, 1)), day_number(date(year, 6, 30))
        draw = np.where(steady, habit, rng.random(firms.size))
        files = ~branch & (firms.born < opening) & (draw >= plan.report_missing.share(firms.risk))
        firm = np.flatnonzero(files)
        day = opening + ((deadline - opening) * rng.beta(*plan.report_peak, len(firm))).astype(np.int64)
        late = subset(rng, len(firm), plan.report_late.share(firms.risk[firm]))
        day = np.where(
            late, deadline + 1 + rng.exponential(plan.report_late_days, len(firm)).astype(np.int64), day
        )
        columns = _figures(rng, context, firm, year - 1)
        yield context.rows(rng, "annual_reports", firm, day, columns, first=offset)
        offset += len(firm)


def _figures(rng: np.random.Generator, context: FilingContext, firm: Int, year: int) -> dict[str, Cells]:
    plan = context.plan
    firms = context.firms
    count = len(firm)
    risk = firms.risk[firm]
    zero = subset(rng, count, plan.report_zero.share(risk))
    zero |= np.isin(firm, context.world.plants.members("shell_group"))
    staff = np.where(zero, 0, _staff(rng, context, firm))
    assets = (
        np.round(lognormal(rng, firms.capital[firm] * plan.assets_of_capital, plan.assets_sigma, count) / 100)
        * 100
    )
    leverage = np.minimum(
        plan.leverage.of(risk) * np.exp(plan.leverage_sigma * rng.standard_normal(count)), plan.leverage_most
    )
    revenue = np.where(zero, 0.0, np.round(assets * lognormal(rng, *plan.turnover, count)))
    margin = np.where(subset(rng, count, plan.loss.share(risk)), -1.0, 1.0) * rng.exponential(
        plan.margin, count
    )
    profit = np.round(revenue * margin)
    tax = np.where(zero, 0.0, np.round(np.maximum(profit, 0) * plan.profit_tax + revenue * plan.turnover_tax))
    share = firms.paid[firm] / np.maximum(firms.capital[firm], 1)
    years = np.array([row[0] for row in plan.subscription_years])
    terms = years[choose(rng, [row[1] for row in plan.subscription_years], count)]
    disclosed = choose(rng, plan.disclosure, count)
    figures = {
        "staff": staff,
        "assets_cents": assets,
        "liabilities_cents": np.round(assets * leverage),
        "revenue_cents": revenue,
        "profit_cents": profit,
        "net_income_cents": np.round(profit - np.maximum(profit, 0) * plan.profit_tax),
        "tax_paid_cents": tax,
    }
    partly = disclosed == list(plan.disclosure).index("part")
    never = disclosed == list(plan.disclosure).index("none")
    columns: dict[str, Cells] = {
        "report_year": Numbers(np.full(count, year)),
        "subscribed_cents": Numbers(firms.capital[firm]),
        "paid_in_cents": Numbers(np.round(firms.capital[firm] * share).astype(np.int64)),
        "subscription_due_on": Days(firms.born[firm] + (terms * 365.25).astype(np.int64)),
        "disclosure": WordCells(words_of(plan.disclosure), disclosed),
    }
    for name, values in figures.items():
        # What a firm does not disclose still reaches the authority for most figures.
        hidden = (partly | never) & subset(rng, count, plan.hidden_figure_share)
        columns[name] = Numbers(np.where(hidden, CENTS_UNKNOWN, values.astype(np.int64)))
    return columns


def _staff(rng: np.random.Generator, context: FilingContext, firm: Int) -> Int:
    bands = [context.plan.staff[name] for name in context.world.numbers.firms.staff_bands]
    low = np.array([low for low, _ in bands])[context.firms.band[firm]]
    high = np.array([high for _, high in bands])[context.firms.band[firm]]
    staff: Int = (low + (high - low + 1) * rng.random(len(firm)) ** 1.8).astype(np.int64)
    return staff


def insurance(context: FilingContext) -> Iterator[Rows]:
    """Insured staff: one row a firm and period, in a month of its own."""
    rng = stream(context.world.seed, "insurance")
    plan = context.plan
    firms = context.firms
    individual = kind_mask(firms, context.world.numbers, "individual_business", "branch")
    insured = np.flatnonzero(~individual & subset(rng, firms.size, plan.insurance_share))
    staff = _staff(rng, context, insured)
    staff[np.isin(insured, context.world.plants.members("shell_group"))] = 0
    phase = rng.integers(0, plan.insurance_every_months, len(insured))
    starts = context.world.schedule.month_starts
    months = context.world.schedule.months
    falling = subset(rng, len(insured), plan.insured_fall.share(firms.risk[insured]))
    falls = np.where(falling, months - rng.integers(*plan.insured_fall_months, len(insured)), months)
    offset = 0
    for month in range(context.world.schedule.months):
        rows_due = np.flatnonzero((month - phase) % plan.insurance_every_months == 0)
        firm = insured[rows_due]
        drift = rng.uniform(*plan.insured_drift, len(firm)) * plan.insured_of_staff
        gone = month >= falls[rows_due]
        count = np.round(staff[rows_due] * drift * np.where(gone, 0.1, 1.0)).astype(np.int64)
        day = np.full(len(firm), starts[month + 1] - 1)
        yield context.rows(rng, "insurance", firm, day, {"insured_staff": Numbers(count)}, first=offset)
        offset += len(firm)


def tax(context: FilingContext) -> Iterator[Rows]:
    """Tax states: arrears and abnormal taxpayers, most of which end."""
    rng = stream(context.world.seed, "tax")
    plan = context.plan
    firms = context.firms
    firm = np.flatnonzero(subset(rng, firms.size, plan.tax_trouble.share(firms.risk)))
    day = rng.integers(context.first_day, context.last_day + 1, len(firm))
    wait = rng.exponential(plan.tax_months * DAYS_PER_MONTH, len(firm)).astype(np.int64) + 10
    end = np.where(day + wait <= context.last_day, day + wait, DAY_OPEN).astype(np.int32)
    state = choose(rng, plan.tax_states, len(firm))
    arrears = np.round(lognormal(rng, plan.arrears_median_yuan, plan.arrears_sigma, len(firm))) * 100
    in_arrears = state == list(plan.tax_states).index("arrears")
    columns: dict[str, Cells] = {
        "tax_state": WordCells(words_of(plan.tax_states), state),
        "arrears_cents": Numbers(np.where(in_arrears, arrears, CENTS_UNKNOWN).astype(np.int64)),
    }
    yield context.ending_rows(rng, "tax", firm, day, end, "ended_on", columns)


def ratings(context: FilingContext) -> Iterator[Rows]:
    """Yearly grades: tax credit in April, public credit in September; worse with risk."""
    rng = stream(context.world.seed, "ratings")
    plan = context.plan
    firms = context.firms
    grades = len(plan.rating_grades)
    shares = {"tax_credit": plan.ratings_share, "public_credit": plan.public_credit_share}
    parts: list[tuple[Int, Int, Int]] = []
    for scheme, (name, share) in enumerate(shares.items()):
        rated, month = subset(rng, firms.size, share), plan.rating_months[name]
        for year in range(context.world.schedule.until.year - 3, context.world.schedule.until.year + 1):
            firm = np.flatnonzero(rated & (firms.born < day_number(date(year - 1, 1, 1))))
            day = day_number(date(year, month, 1)) + rng.integers(0, 30, len(firm))
            parts.append((firm, day, np.full(len(firm), scheme)))
    firm, day, scheme_code = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    inside = (day >= context.first_day) & (day <= context.last_day)
    firm, day, scheme_code = firm[inside], day[inside], scheme_code[inside]
    # Grade by the log of risk plus noise, cut so that most firms are A or B.
    latent = np.log10(np.maximum(firms.risk[firm], 1e-4)) + plan.rating_noise * rng.standard_normal(len(firm))
    grade = np.searchsorted(np.array(plan.rating_edges), latent).astype(np.int8)
    columns: dict[str, Cells] = {
        "scheme": WordCells(words_of(shares), scheme_code),
        "grade": WordCells(words_of(plan.rating_grades), np.minimum(grade, grades - 1)),
        "valid_to": Days(day + 365),
    }
    yield context.rows(rng, "ratings", firm, day, columns)
