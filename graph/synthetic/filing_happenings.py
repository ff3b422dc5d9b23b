"""Filings that happen to a firm: alterations, licences, inspections, complaints, news and more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

import numpy as np

from graph.domain import CENTS_UNKNOWN, DAY_OPEN
from graph.synthetic.filing_context import FilingContext, words_of
from graph.synthetic.firms import DAYS_PER_YEAR
from graph.synthetic.randomness import choose, stream, subset
from graph.synthetic.rows import Cells, Days, Flags, Numbers, Rows
from graph.synthetic.rows import Words as WordCells

Int: TypeAlias = np.ndarray[Any, np.dtype[Any]]

_ITEMS = ("legal_representative", "shareholders", "officers", "address", "scope", "name", "capital", "other")


def alterations(context: FilingContext) -> Iterator[Rows]:
    """Registered alterations: those the province's own changes made, and others."""
    rng = stream(context.world.seed, "alterations")
    plan = context.plan
    firms = context.firms
    changes = {
        "legal_representative": context.world.people.replaced_on,
        "address": context.world.premises.moved_on,
        "name": firms.renamed,
        "capital": firms.recapitalised,
    }
    firm, day = context.dated(rng, plan.alterations.of(firms.risk))
    drawn = np.array([_ITEMS.index(item) for item in plan.alteration_items])
    item = drawn[choose(rng, plan.alteration_items, len(firm))]
    parts = [(firm, day, item)]
    for name, moments in changes.items():
        rows = np.flatnonzero((moments >= context.first_day) & (moments <= context.last_day))
        parts.append((rows, moments[rows].astype(np.int64), np.full(len(rows), _ITEMS.index(name))))
    firm, day, item = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    capital = item == _ITEMS.index("capital")
    columns: dict[str, Cells] = {
        "item": WordCells(words_of(_ITEMS), item.astype(np.int8)),
        "before_cents": Numbers(np.where(capital, firms.capital_before[firm], CENTS_UNKNOWN)),
        "after_cents": Numbers(np.where(capital, firms.capital[firm], CENTS_UNKNOWN)),
    }
    yield context.rows(rng, "alterations", firm, day, columns)


def licences(context: FilingContext) -> Iterator[Rows]:
    """Licences with their validity; some run out and are not renewed."""
    rng = stream(context.world.seed, "licences")
    plan = context.plan
    firm, day = context.dated(rng, plan.licences)
    low, high = plan.licence_years
    years = rng.integers(low, high + 1, len(firm))
    unlimited = subset(rng, len(firm), plan.unlimited_licence_share)
    columns: dict[str, Cells] = {
        "licence_kind": WordCells(words_of(plan.licence_kinds), choose(rng, plan.licence_kinds, len(firm))),
        "valid_from": Days(day),
        "valid_to": Days(np.where(unlimited, DAY_OPEN, day + (years * DAYS_PER_YEAR).astype(np.int64))),
    }
    yield context.rows(rng, "licences", firm, day, columns)


def inspections(context: FilingContext) -> Iterator[Rows]:
    """Inspections and product tests; each failed-inspection record has its inspection."""
    rng = stream(context.world.seed, "inspections")
    plan = context.plan
    results = ("passed", "failed", "refused", "not_found", "pending")
    firm, day = context.dated(rng, plan.inspections)
    fails = subset(rng, len(firm), plan.inspection_failed.share(context.firms.risk[firm]))
    failed_firm, failed_day = context.event_days("failed_inspection")
    firm, day = np.concatenate([firm, failed_firm]), np.concatenate([day, failed_day])
    fails = np.concatenate([fails, np.ones(len(failed_firm), dtype=np.bool_)])
    test = subset(rng, len(firm), plan.product_test_share)
    how = np.array([results.index(name) for name in plan.failed_results])
    result = np.where(fails, how[choose(rng, plan.failed_results, len(firm))], results.index("passed"))
    result = np.where(fails & test, results.index("failed"), result)
    result = np.where(
        ~fails & (day > context.last_day - plan.inspection_pending_days), results.index("pending"), result
    )
    columns: dict[str, Cells] = {
        "inspection_kind": WordCells(words_of(("spot_check", "product_test")), test.astype(np.int8)),
        "result": WordCells(words_of(results), result.astype(np.int8)),
    }
    yield context.rows(rng, "inspections", firm, day, columns)


def complaints(context: FilingContext) -> Iterator[Rows]:
    """Complaints and reports; a surge follows each planted takeover."""
    rng = stream(context.world.seed, "complaints")
    plan = context.plan
    firm, day = context.dated(rng, plan.complaints.of(context.firms.risk))
    taken = context.world.plants.members("takeover")
    surge = np.repeat(taken, rng.poisson(plan.takeover_complaints, len(taken)))
    after = context.world.people.replaced_on[surge].astype(np.int64) + rng.integers(
        *plan.takeover_complaint_days, len(surge)
    )
    firm, day = np.concatenate([firm, surge]), np.concatenate([day, after])
    report = subset(rng, len(firm), plan.complaint_report_share)
    accepted = subset(rng, len(firm), plan.complaint_accepted_share)
    verified = accepted & subset(rng, len(firm), plan.complaint_verified.share(context.firms.risk[firm]))
    unknown = subset(rng, len(firm), plan.verified_unknown_share)
    columns: dict[str, Cells] = {
        "complaint_kind": WordCells(words_of(("complaint", "report")), report.astype(np.int8)),
        "accepted": Flags(accepted.astype(np.int8)),
        "verified": Flags(np.where(unknown, -1, verified).astype(np.int8)),
        "professional_claimant": Flags(
            subset(rng, len(firm), plan.professional_claimant_share).astype(np.int8)
        ),
    }
    yield context.rows(rng, "complaints", firm, day, columns)


def commitments(context: FilingContext) -> Iterator[Rows]:
    """Credit commitments; each broken-commitment record has its commitment."""
    rng = stream(context.world.seed, "commitments")
    plan = context.plan
    firm, day = context.dated(rng, plan.commitments)
    broken = subset(rng, len(firm), plan.commitment_broken.share(context.firms.risk[firm]))
    event_firm, event_day = context.event_days("broken_commitment")
    before = rng.integers(*plan.commitment_days, len(event_day))
    made = np.maximum(event_day - before, context.firms.born[event_firm])
    firm, day = np.concatenate([firm, event_firm]), np.concatenate([day, made])
    broken = np.concatenate([broken, np.ones(len(event_firm), dtype=np.bool_)])
    pending = ~broken & subset(rng, len(firm), plan.commitment_open_share)
    columns: dict[str, Cells] = {
        "fulfilled": Flags(np.where(broken, 0, np.where(pending, -1, 1)).astype(np.int8))
    }
    yield context.rows(rng, "commitments", firm, day, columns)


def certifications(context: FilingContext) -> Iterator[Rows]:
    """Certifications and whether they still hold."""
    rng = stream(context.world.seed, "certifications")
    plan = context.plan
    states = ("valid", "suspended", "withdrawn", "expired")
    firm, day = context.dated(rng, plan.certifications)
    lost = subset(rng, len(firm), plan.certification_lost.share(context.firms.risk[firm]))
    end = day + plan.certification_years * 365
    state = np.where(lost, 1 + rng.integers(0, 2, len(firm)), 0)
    columns: dict[str, Cells] = {
        "scheme": WordCells(
            words_of(plan.certification_schemes), choose(rng, plan.certification_schemes, len(firm))
        ),
        "state": WordCells(words_of(states), state.astype(np.int8)),
        "valid_to": Days(end),
    }
    yield context.rows(rng, "certifications", firm, day, columns)


def news(context: FilingContext) -> Iterator[Rows]:
    """News with its tone and attention; heavy tailed."""
    rng = stream(context.world.seed, "news")
    plan = context.plan
    firm, day = context.dated(rng, plan.news.of(context.firms.risk))
    negative = subset(rng, len(firm), plan.negative_news.share(context.firms.risk[firm]))
    tone = np.where(negative, 0, 1 + subset(rng, len(firm), plan.positive_news_share))
    attention = np.minimum(rng.pareto(plan.attention[0], len(firm)) * plan.attention[1], 5e6).astype(np.int64)
    columns: dict[str, Cells] = {
        "sentiment": WordCells(words_of(("negative", "neutral", "positive")), tone.astype(np.int8)),
        "attention": Numbers(
            np.where(subset(rng, len(firm), plan.attention_unknown_share), CENTS_UNKNOWN, attention)
        ),
    }
    yield context.rows(rng, "news", firm, day, columns)


def intellectual_property(context: FilingContext) -> Iterator[Rows]:
    """Patents, trademarks and copyrights."""
    rng = stream(context.world.seed, "intellectual_property")
    plan = context.plan
    # Few firms own most rights: a gamma rate of mean 1 over the firms.
    shape = plan.ip_concentration
    activity = rng.gamma(shape, 1.0 / shape, context.firms.size)
    firm, day = context.dated(rng, plan.intellectual_property * activity)
    columns: dict[str, Cells] = {
        "ip_kind": WordCells(words_of(plan.ip_kinds), choose(rng, plan.ip_kinds, len(firm))),
        "valid_to": Days(day + plan.ip_years * 365),
    }
    yield context.rows(rng, "intellectual_property", firm, day, columns)
