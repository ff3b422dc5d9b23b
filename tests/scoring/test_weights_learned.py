"""Weights from outcomes: the truth is found, experts weigh where data are silent, nothing leaks back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from graph.domain import OWN_FACTORS, Factor, day_number
from graph.errors import InputError
from scoring.pack import Pack, load_pack
from scoring.results import Month, Months
from scoring.weights.learned import (
    LearnedWeights,
    fitted,
    learn_weights,
    prior_of,
    shares_of,
    with_coefficients,
)
from scoring.weights.outcomes import Outcomes, outcomes_by_month
from scoring.weights.panel import Panel, make_panel
from scoring.weights.points import coefficients_of, effective_points, own_weighing, reference_of
from scoring.weights.rules import Entry, Learning, weight_rules

UNTIL = date(2026, 11, 30)


def rules(**values: float) -> Learning:
    """Rules of learning with some other numbers."""
    found = weight_rules().learning
    changed = {
        name: getattr(found, name).model_copy(update={"value": value}) for name, value in values.items()
    }
    assert all(isinstance(entry, Entry) for entry in changed.values())
    return found.model_copy(update=changed)


SMALL = rules(least_inspections=50, least_problems=10, draws=2)


@pytest.fixture(scope="module")
def mrt() -> Pack:
    return load_pack("mrt")


@pytest.fixture(scope="module")
def own(mrt: Pack) -> Pack:
    return own_weighing(mrt)


@pytest.fixture(scope="module")
def months(two_months: Path) -> list[Month]:
    opened = Months(two_months)
    return [opened.open("2026-09"), opened.open("2026-10")]


def planted(own: Pack, truth: np.ndarray, rows: int, seed: int = 5) -> Panel:
    """Inspections whose outcomes follow known coefficients."""
    rng = np.random.default_rng(seed)
    points = np.where(rng.random((rows, len(truth))) < 0.2, rng.random((rows, len(truth))), 0.0)
    points[:, -1] = 1.0
    chance = 1 - np.exp(-points @ truth)
    return Panel(
        points=points.astype(np.float32),
        problem=rng.random(rows) < chance,
        weight=np.ones(rows),
        authority=(np.arange(rows) % 7).astype(np.int32),
        month=np.zeros(rows, np.int32),
    )


def test_planted_coefficients_come_back_within_their_noise(own: Pack) -> None:
    prior = prior_of(own)
    truth = np.append(prior[:-1], 0.02)
    truth[own.of_factor(Factor.EVALUATION)] *= 2

    found = fitted(planted(own, truth, 60_000), prior, rules(prior_spread=2.0)).coefficients

    expected, learned = shares_of(own, truth), shares_of(own, found)
    assert learned[:5] == pytest.approx(expected[:5], abs=0.03)
    assert np.abs(np.array(learned) - expected).mean() < 0.015
    assert found[-1] == pytest.approx(0.02, abs=0.015)


def test_without_information_the_weights_of_the_experts_stay(own: Pack) -> None:
    prior = prior_of(own)
    panel = planted(own, np.append(prior[:-1], 0.1), 2_000)
    silent = replace(panel, points=np.where(np.arange(len(prior)) == len(prior) - 1, panel.points, 0))

    found = fitted(silent, prior, weight_rules().learning).coefficients

    assert found[:-1] == pytest.approx(prior[:-1], rel=1e-6)


def test_no_coefficient_falls_below_its_share_of_the_expert_value(own: Pack) -> None:
    prior = prior_of(own)
    panel = planted(own, np.append(np.zeros(len(prior) - 1), 0.1), 40_000)

    found = fitted(panel, prior, rules(prior_spread=5.0)).coefficients

    assert (found[:-1] >= 0.1 * prior[:-1] - 1e-12).all()
    assert (found[:-1] < 0.5 * prior[:-1]).mean() > 0.5


def test_the_fit_satisfies_the_conditions_of_its_optimum(own: Pack) -> None:
    prior = prior_of(own)

    found = fitted(planted(own, np.append(prior[:-1], 0.05), 3_000), prior, weight_rules().learning)

    assert found.converged
    assert found.kkt_residual < 1e-7


def test_shares_and_coefficients_are_one_thing_said_twice(own: Pack, mrt: Pack) -> None:
    prior = prior_of(own)

    again = with_coefficients(own, prior)

    assert again.kappa == pytest.approx(mrt.kappa)
    assert [again.factors[factor] for factor in Factor] == pytest.approx(
        [mrt.factors[factor] for factor in Factor]
    )
    assert coefficients_of(again) == pytest.approx(coefficients_of(own))
    for factor in OWN_FACTORS:
        assert sum(again.indicators[row].weight for row in again.of_factor(factor)) == pytest.approx(1)


def test_points_times_coefficients_are_the_published_hazards(months: list[Month], two_months: Path) -> None:
    month = months[1]
    own = own_weighing(month.pack)
    rows = np.flatnonzero(month.scores.numbers("scored"))

    points = effective_points(month, rows, own, reference_of(month, two_months))

    for factor in OWN_FACTORS:
        columns = own.of_factor(factor)
        hazards = points[:, columns].astype(np.float64) @ coefficients_of(own)[columns]
        assert hazards == pytest.approx(month.scores.numbers(f"lambda_{factor.value}")[rows], rel=1e-5)


def told(months: list[Month], seed: int = 1) -> Outcomes:
    """Inspections on six days of October and November that follow the published scores."""
    rng = np.random.default_rng(seed)
    month = months[0]
    rows = np.flatnonzero(month.scores.numbers("scored"))
    chance = np.repeat(month.scores.numbers("score")[rows] / 100_000, 6)
    ids = month.scores.text("enterprise_id").take(pa.array(np.repeat(rows, 6)))
    day = day_number(date(2026, 10, 5)) + np.tile(7 * np.arange(6), len(rows))
    return Outcomes(
        enterprise_ids=ids, day=day.astype(np.int32), problem=np.asarray(rng.random(len(day)) < chance)
    )


def learn(months: list[Month], home: Path, outcomes: Outcomes, numbers: Learning = SMALL) -> LearnedWeights:
    return learn_weights(
        months, outcomes_by_month(outcomes, months, 3), load_pack("mrt"), home, numbers, UNTIL
    )


@pytest.fixture(scope="module")
def found(months: list[Month], two_months: Path) -> LearnedWeights:
    """Weights of both months, learnt once."""
    return learn(months, two_months, told(months))


def test_weights_of_months_sum_to_one_and_say_how_they_came_about(
    found: LearnedWeights, months: list[Month], mrt: Pack
) -> None:
    outcomes = told(months)

    weights = found.indicator_weights(mrt)
    for factor in OWN_FACTORS:
        total = sum(weights[mrt.indicators[row].id] for row in mrt.of_factor(factor))
        assert total == pytest.approx(1, abs=1e-12)
    assert sum(found.factor_weights.values()) == pytest.approx(1, abs=1e-12)
    assert found.months == ("2026-09", "2026-10")
    assert found.inspections == len(outcomes.day)
    assert found.problems == int(outcomes.problem.sum())
    assert weights["JC05"] == weights["JC08"] == 0
    for one in (*found.factors.values(), *found.indicators.values()):
        assert one.low is not None
        assert one.high is not None
        assert 0 <= one.low <= one.high <= 1
    assert found.area_expert is not None


def test_what_happened_up_to_the_end_of_a_month_teaches_nothing_and_learning_twice_gives_the_same_bytes(
    found: LearnedWeights, months: list[Month], two_months: Path
) -> None:
    honest = told(months)
    late = day_number(months[0].info.as_of)
    leaked = Outcomes(
        enterprise_ids=pa.concat_arrays([honest.enterprise_ids, honest.enterprise_ids]),
        day=np.concatenate([honest.day, np.full(len(honest.day), late, np.int32)]),
        problem=np.concatenate([honest.problem, ~honest.problem]),
    )

    assert learn(months, two_months, leaked).model_dump_json() == found.model_dump_json()


def test_too_few_outcomes_are_refused_with_what_is_needed(months: list[Month], two_months: Path) -> None:
    with pytest.raises(InputError, match=r"at least 500 concluded inspections .* at least 120 problems"):
        learn(months, two_months, told(months), weight_rules().learning)


def test_above_the_bound_rows_are_thinned_and_weigh_as_much_more(
    months: list[Month], two_months: Path, own: Pack
) -> None:
    outcomes = outcomes_by_month(told(months), months, 3)

    whole, thinned = (make_panel(months, outcomes, own, two_months, rows) for rows in (10_000, 40))

    assert len(thinned.weight) <= 40 < len(whole.weight)
    assert thinned.weight.sum() == pytest.approx(whole.weight.sum(), rel=0.2)
    assert (thinned.points.sum(axis=0) > 0).sum() <= (whole.points.sum(axis=0) > 0).sum()


def test_a_pack_with_other_indicators_than_the_month_is_refused(
    months: list[Month], two_months: Path, mrt: Pack
) -> None:
    first, *others = mrt.indicators
    bins = first.bins.model_copy(update={"edges": tuple(edge + 1 for edge in first.bins.edges)})
    other = mrt.model_copy(update={"indicators": (first.model_copy(update={"bins": bins}), *others)})

    with pytest.raises(InputError, match=f"expected the indicators of pack mrt .* {first.id}"):
        learn_weights(months, outcomes_by_month(told(months), months, 3), other, two_months, SMALL, UNTIL)
