"""The fit against closed forms, finite differences and its own promise of one optimum."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from gnn.fit import HazardFit, fit_hazard
from gnn.hazard_problem import HazardProblem, event_curvature, event_loss, event_slope
from graph.errors import ModelError

Floats = np.ndarray[Any, np.dtype[np.float64]]
TRUE = np.array([0.05, 0.4, 0.0, 0.15, 0.0, 0.6])


def sample(rows: int = 4000, seed: int = 3) -> tuple[Floats, np.ndarray[Any, Any], Floats]:
    """Sparse doses beside a level, outcomes of a known hazard, unequal weights."""
    rng = np.random.default_rng(seed)
    doses = rng.exponential(1.0, (rows, len(TRUE))) * (rng.random((rows, len(TRUE))) < 0.3)
    doses[:, 0] = 1.0
    outcome = rng.random(rows) < -np.expm1(-doses @ TRUE)
    return doses, outcome, rng.integers(1, 4, rows).astype(np.float64)


def fit(doses: Any, outcome: Any, weight: Any, **more: Any) -> HazardFit:
    columns = doses.shape[1]
    settings = {"ridge": np.zeros(columns), "prior": np.zeros(columns), **more}
    return fit_hazard(doses, outcome, weight, **settings)


def objective(c: Floats, doses: Floats, outcome: Any, weight: Floats, ridge: Floats, prior: Floats) -> float:
    """The sum as the docstring writes it, row by row."""
    hazard = doses @ c
    loss = np.where(outcome, -np.log(1 - np.exp(-hazard)), hazard)
    return float((weight * loss).sum() / weight.sum() + 0.5 * (ridge * (c - prior) ** 2).sum())


def slopes(c: Floats, *arguments: Any) -> Floats:
    """Central differences of the objective; one-sided on 0."""
    found = np.empty(len(c))
    for j in range(len(c)):
        ahead, behind = c.copy(), c.copy()
        step = 1e-6
        ahead[j] += step
        if c[j] > step:
            behind[j] -= step
        found[j] = (objective(ahead, *arguments) - objective(behind, *arguments)) / (ahead[j] - behind[j])
    return found


def test_one_level_is_the_logarithm_of_the_share_without_an_event() -> None:
    outcome = np.array([True, True, False, False, False])
    weight = np.array([1.0, 2.0, 1.0, 1.0, 3.0])

    found = fit(np.ones((5, 1)), outcome, weight)

    assert found.coefficients[0] == pytest.approx(-math.log(1 - 3 / 8), rel=1e-9)
    assert found.loss == pytest.approx(-(3 / 8 * math.log(3 / 8) + 5 / 8 * math.log(5 / 8)), rel=1e-12)
    assert found.converged


def test_groups_apart_have_a_closed_form_each() -> None:
    group = np.repeat([0, 1, 2], [10, 20, 40])
    outcome = np.concatenate([np.arange(n) < hits for n, hits in ((10, 5), (20, 4), (40, 1))])
    doses = np.eye(3)[group] * np.array([1.0, 2.0, 0.5])

    found = fit(doses, outcome, np.ones(70)).coefficients

    level = [-math.log(1 - 5 / 10), -math.log(1 - 4 / 20) / 2, -math.log(1 - 1 / 40) / 0.5]
    assert found == pytest.approx(level, rel=1e-7)


def test_a_dose_that_protects_gets_exactly_nothing() -> None:
    doses = np.column_stack((np.ones(200), np.arange(200) < 100))
    outcome = np.arange(200) >= 150

    found = fit(doses, outcome, np.ones(200)).coefficients

    assert found[1] == 0.0
    assert found[0] == pytest.approx(-math.log(0.75), rel=1e-8)


@pytest.mark.parametrize("pull", [0.0, 0.02])
def test_conditions_of_optimality_hold_by_finite_differences(pull: float) -> None:
    doses, outcome, weight = sample()
    ridge, prior = np.full(6, pull), np.array([0.0, 0.1, 0.1, 0.0, 0.0, 0.2])

    found = fit(doses, outcome, weight, ridge=ridge, prior=prior)

    slope = slopes(found.coefficients, doses, outcome, weight, ridge, prior)
    free = found.coefficients > 0
    assert found.kkt_residual <= 1e-8
    assert np.abs(slope[free]).max() < 1e-7
    assert (slope[~free] > -1e-7).all()
    assert free.sum() >= 4


@given(seed=st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_every_start_ends_at_the_one_optimum(seed: int) -> None:
    doses, outcome, weight = sample(600)
    start = np.random.default_rng(seed).exponential(1.0, 6) * np.random.default_rng(seed + 1).integers(
        0, 2, 6
    )

    found = fit(doses, outcome, weight, start=start)

    assert found.converged
    assert found.coefficients == pytest.approx(fit(doses, outcome, weight).coefficients, abs=1e-6)


def test_other_units_of_a_dose_change_its_coefficient_only() -> None:
    doses, outcome, weight = sample()
    units = np.array([1.0, 1e-5, 3.0, 7e4, 0.3, 12.0])
    ridge = np.full(6, 0.01)

    found = fit(doses * units, outcome, weight, ridge=ridge * units**2).coefficients

    assert found * units == pytest.approx(fit(doses, outcome, weight, ridge=ridge).coefficients, abs=1e-6)


def test_the_certificate_is_the_same_in_other_units_of_a_dose() -> None:
    doses, outcome, weight = sample()
    units = np.array([1.0, 1e-5, 3.0, 7e4, 0.3, 12.0])

    early = [fit(table, outcome, weight, max_iterations=2) for table in (doses, doses * units)]

    assert not early[0].converged
    assert early[0].kkt_residual == pytest.approx(early[1].kkt_residual, rel=1e-6)


def test_a_floor_binds_exactly_and_the_others_give_way() -> None:
    doses, outcome, weight = sample()
    floor = np.array([0.0, 0.0, 0.25, 0.0, 0.0, 0.0])
    free = fit(doses, outcome, weight)

    bound = fit(doses, outcome, weight, floor=floor)

    assert free.coefficients[2] < 0.25
    assert bound.coefficients[2] == 0.25
    assert bound.coefficients[0] < free.coefficients[0]
    assert bound.converged
    assert bound.loss > free.loss


def test_a_strong_pull_ends_at_the_prior() -> None:
    doses, outcome, weight = sample(500)
    prior = np.array([0.1, 0.2, 0.0, 0.4, 0.5, 0.6])

    found = fit(doses, outcome, weight, ridge=np.full(6, 1e6), prior=prior)

    assert found.coefficients == pytest.approx(prior, abs=1e-4)


def test_a_weight_is_a_number_of_equal_rows() -> None:
    doses, outcome, weight = sample(500)
    times = weight.astype(int)

    repeated = fit(np.repeat(doses, times, axis=0), np.repeat(outcome, times), np.ones(times.sum()))

    assert repeated.coefficients == pytest.approx(fit(doses, outcome, weight).coefficients, abs=1e-7)


def test_sparse_and_dense_doses_give_the_same_bytes_twice() -> None:
    doses, outcome, weight = sample()
    found = [fit(table, outcome, weight) for table in (doses, sparse.csr_array(doses), doses)]

    assert len({result.coefficients.tobytes() for result in found}) == 1
    assert len({result.loss for result in found}) == 1


def test_collinear_doses_still_end_at_an_optimum() -> None:
    doses, outcome, weight = sample()
    twice = np.column_stack((doses, doses[:, 1], doses[:, 1] * 2))

    found = fit(twice, outcome, weight)

    assert found.converged
    assert found.loss == pytest.approx(fit(doses, outcome, weight).loss, abs=1e-12)


def test_a_column_without_a_dose_stays_on_its_floor() -> None:
    doses, outcome, weight = sample(500)
    doses[:, 3] = 0.0

    found = fit(doses, outcome, weight, floor=np.array([0, 0, 0, 0.2, 0, 0.0]))

    assert found.coefficients[3] == 0.2


def test_curvature_of_some_columns_is_that_part_of_the_whole() -> None:
    nothing, (doses, outcome, weight) = np.zeros(len(TRUE)), sample()
    problem = HazardProblem.of(
        sparse.csr_array(doses), outcome, weight, ridge=nothing + 0.1, prior=nothing, floor=nothing
    )
    at, some = problem.inside(), np.array([0, 2, 5])

    whole, part = problem.curvature(at), problem.curvature(at, some)

    assert part == pytest.approx(whole[np.ix_(some, some)], rel=1e-12)


def test_a_coefficient_that_its_slope_holds_on_the_floor_stays_out_of_a_step(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked, whole = [], HazardProblem.curvature

    def heard(problem: HazardProblem, at: Floats, columns: Any) -> Floats:
        asked.append(columns.tolist())
        return whole(problem, at, columns)

    monkeypatch.setattr(HazardProblem, "curvature", heard)
    found = fit(*sample())

    assert found.converged
    assert asked[0] == list(range(len(TRUE)))
    assert asked[-1] == np.flatnonzero(found.coefficients).tolist()
    assert 0 < len(asked[-1]) < len(TRUE)


@pytest.mark.parametrize("hazard", [1e-11, 1e-6, 0.3, 1.0, 40.0, 800.0])
def test_the_loss_of_an_event_keeps_its_digits(hazard: float) -> None:
    exact = -math.log(hazard) + hazard / 2 if hazard < 1e-5 else -math.log1p(-math.exp(-hazard))

    assert event_loss(np.array([hazard]))[0] == pytest.approx(exact, rel=1e-9, abs=1e-300)


@given(hazard=st.floats(1e-3, 30))
def test_slope_and_curvature_are_derivatives_of_the_loss(hazard: float) -> None:
    step = 1e-4 * min(hazard, 1.0)
    at = np.array([hazard - step, hazard, hazard + step])

    loss, slope = event_loss(at), event_slope(at)

    assert (loss[2] - loss[0]) / (2 * step) == pytest.approx(slope[1], rel=1e-4, abs=1e-9)
    assert (slope[2] - slope[0]) / (2 * step) == pytest.approx(event_curvature(at)[1], rel=1e-4, abs=1e-9)


def broken(part: str, value: float) -> dict[str, Any]:
    doses, outcome, weight = sample(50)
    parts: dict[str, Any] = {
        "design": doses,
        "outcome": outcome,
        "weight": weight,
        "ridge": np.zeros(6),
        "prior": np.zeros(6),
        "floor": np.zeros(6),
        "start": np.ones(6),
    }
    parts[part] = parts[part].copy()
    parts[part].flat[1] = value
    return parts


@pytest.mark.parametrize("part", ["design", "weight", "ridge", "prior", "floor", "start"])
@pytest.mark.parametrize("value", [math.nan, math.inf, -0.1])
def test_numbers_that_are_not_finite_or_negative_are_refused(part: str, value: float) -> None:
    parts = broken(part, value)

    with pytest.raises(ModelError, match=f"expected {part} finite and at least 0"):
        fit_hazard(parts.pop("design"), parts.pop("outcome"), parts.pop("weight"), **parts)


def test_no_row_with_an_event_is_refused() -> None:
    with pytest.raises(ModelError, match="expected rows with an event, got none"):
        fit(np.ones((4, 1)), np.zeros(4, bool), np.ones(4))


def test_an_event_without_any_dose_is_refused() -> None:
    with pytest.raises(ModelError, match="give the design a column of ones"):
        fit(np.array([[1.0], [0.0]]), np.array([False, True]), np.ones(2))


def test_a_dose_that_only_rows_with_an_event_have_needs_ridge() -> None:
    doses = np.array([[1.0, 1.0], [1.0, 0.0], [1.0, 0.0]])
    outcome = np.array([True, True, False])

    with pytest.raises(ModelError, match=r"columns \[1\] with none: no finite optimum"):
        fit(doses, outcome, np.ones(3))
    assert fit(doses, outcome, np.ones(3), ridge=np.array([0.0, 0.1])).converged


def test_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ModelError, match=r"expected weight of shape \[3\], got \[2\]"):
        fit(np.ones((3, 1)), np.array([True, False, True]), np.ones(2))
    with pytest.raises(ModelError, match=r"expected outcome bool\[3\]"):
        fit(np.ones((3, 1)), np.ones(3), np.ones(3))
    with pytest.raises(ModelError, match="rows and columns"):
        fit(np.ones((0, 1)), np.zeros(0, bool), np.zeros(0))
