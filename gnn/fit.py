"""Fit of non-negative coefficients of an additive hazard, with a certificate.

The likelihood ``-[y log(1 - exp(-L)) - (1 - y) L]`` with L linear in coefficients that are
at least their floor is convex: there is one optimum. Projected Newton steps reach it, each
the minimum of the quadratic model above the floor, found as non-negative least squares by
active sets; the residual of the conditions of optimality certifies it. A coefficient on its floor
that its slope holds there stays out of a step: curvature is taken of the others alone.

References
----------
Lawson, Hanson (1974), solving least squares problems, ch. 23; Bertsekas (1982), projected Newton
methods for optimization problems with simple constraints; docs/adr/0034, 0065.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from scipy.optimize import nnls

from gnn.cholesky import forward, lower_root
from gnn.hazard_problem import Flags, Floats, HazardProblem
from graph.errors import ModelError

Place = Callable[[HazardProblem], HazardProblem]
"""Brings a problem to where its products are computed."""

_PLACE: ContextVar[Place | None] = ContextVar("place", default=None)

JITTER = 1e-11
"""Added to the diagonal of the curvature, relative to it: collinear doses stay solvable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardFit:
    """Coefficients at the optimum and the proof that they are there.

    Attributes
    ----------
    coefficients : float64[c] at least their floor; exactly the floor where it binds
    loss : float weighted mean loss and penalty at the optimum
    kkt_residual : float
        Largest violation of the conditions of optimality of the mean loss, each column in
        units of its root mean square.
    iterations : int steps taken
    converged : bool True if the residual is within the tolerance
    """

    coefficients: Floats
    loss: float
    kkt_residual: float
    iterations: int
    converged: bool


@contextmanager
def solved_by(place: Place | None) -> Iterator[None]:
    """Fits inside compute their products where ``place`` brings them; None: here, in one fixed order."""
    before = _PLACE.set(place)
    try:
        yield
    finally:
        _PLACE.reset(before)


def fit_hazard(
    design: sparse.csr_array | Floats,
    outcome: Flags,
    weight: Floats,
    *,
    ridge: Floats,
    prior: Floats,
    floor: Floats | None = None,
    start: Floats | None = None,
    tolerance: float = 1e-8,
    max_iterations: int = 2000,
) -> HazardFit:
    """Fit ``P(y = 1) = 1 - exp(-L)``, ``L = design c`` with ``c >= floor >= 0``.

    Minimises ``sum w (-[y log(1 - exp(-L)) - (1 - y) L]) / sum w + sum ridge/2 (c - prior)^2``.

    Parameters
    ----------
    design : csr_array or float64[r, c]
        Doses, at least 0. A column of ones for the general level is the caller's.
    outcome : bool[r]
    weight : float64[r]
        At least 0, some above.
    ridge, prior : float64[c]
        Strength of the pull (0: none) and where it pulls to.
    floor : float64[c], optional
        Least coefficients, at least 0; 0 by default.
    start : float64[c], optional
        Where the search begins; it never changes the optimum beyond the tolerance.
    tolerance : float
        Of the residual.
    max_iterations : int
        Most steps.

    Returns
    -------
    HazardFit

    Raises
    ------
    ModelError
        On numbers that are not finite or negative, shapes that do not fit, no row with an
        event, or data that have no finite optimum.
    """
    table = _checked(design, outcome, weight)
    columns = table.shape[1]
    least = np.zeros(columns) if floor is None else floor
    for name, numbers in (("ridge", ridge), ("prior", prior), ("floor", least)):
        _refuse_bad(name, numbers, (columns,))
    problem = HazardProblem.of(table, outcome, weight, ridge=ridge, prior=prior, floor=least)
    place = _PLACE.get()
    if place is not None:
        problem = place(problem)
    at = problem.inside()
    if start is not None:
        _refuse_bad("start", start, (columns,))
        begin = np.maximum(problem.floor, start * problem.unit)
        at = begin if problem.hazard(begin).min() > 0 else np.maximum(begin, 0.01 * at)
    at, steps = _newton(problem, at, tolerance, max_iterations)
    loss, gradient = problem.value_and_gradient(at)
    residual = problem.residual(at, gradient)
    return HazardFit(
        coefficients=np.where(
            (at > problem.floor) & ~problem.idle, np.maximum(at / problem.unit, least), least
        ),
        loss=loss,
        kkt_residual=residual,
        iterations=steps,
        converged=residual <= tolerance,
    )


def _newton(problem: HazardProblem, at: Floats, tolerance: float, most: int) -> tuple[Floats, int]:
    """Steps until the conditions hold or no step helps, and how many."""
    value, gradient = problem.value_and_gradient(at)
    for step in range(most):
        if problem.residual(at, gradient) <= tolerance:
            return at, step
        free = np.flatnonzero((at > problem.floor) | (gradient < 0))
        target = at.copy()
        target[free] = _bounded_minimum(
            problem.curvature(at, free), gradient[free], at[free], problem.floor[free]
        )
        moved = _shorten(problem, at, target, value, float((gradient * (target - at)).sum()))
        if moved is None:
            return at, step
        at = moved
        value, gradient = problem.value_and_gradient(at)
    return at, most


def _bounded_minimum(curvature: Floats, gradient: Floats, at: Floats, floor: Floats) -> Floats:
    """Minimum of the quadratic model above the floor; coefficients on the floor are exactly there."""
    diagonal = np.diag(curvature)
    unit = 1.0 / np.sqrt(np.where(diagonal > 0, diagonal, 1.0))
    scaled = curvature * unit[:, None] * unit[None, :]
    jitter = JITTER
    while (factor := lower_root(scaled + jitter * np.eye(len(at)))) is None:
        jitter *= 100
    from_floor = (at - floor) / unit
    aim = (scaled * from_floor).sum(axis=1) + jitter * from_floor - gradient * unit
    rise, _ = nnls(factor.T, forward(factor, aim), maxiter=30 * len(at))
    target: Floats = floor + rise * unit
    return target


def _shorten(problem: HazardProblem, at: Floats, target: Floats, value: float, slope: float) -> Floats | None:
    """Point on the way to the target that lowers the value enough; None if there is none."""
    noise = 8 * np.finfo(np.float64).eps * (1 + abs(value))
    length = 1.0
    while length > 1e-10:
        tried: Floats = target if length == 1.0 else at + length * (target - at)
        if problem.value(tried) <= value + 1e-4 * length * min(slope, 0.0) + noise:
            return tried
        length /= 2
    return None


def _checked(design: sparse.csr_array | Floats, outcome: Flags, weight: Floats) -> sparse.csr_array:
    """Design as sparse rows, after every check of the data."""
    if not isinstance(design, np.ndarray | sparse.sparray):
        raise ModelError(f"expected a design of an array or sparse array, got {type(design).__name__}")
    table: sparse.csr_array = sparse.csr_array(design).astype(np.float64)
    rows = int(table.shape[0])
    if table.shape[1] == 0 or rows == 0:
        raise ModelError(f"expected a design with rows and columns, got {rows} x {table.shape[1]}")
    _refuse_bad("design", table.data, table.data.shape)
    _refuse_bad("weight", weight, (rows,))
    if outcome.shape != (rows,) or outcome.dtype != np.bool_:
        raise ModelError(f"expected outcome bool[{rows}], got {outcome.dtype}{list(outcome.shape)}")
    if not (weight[outcome] > 0).any():
        raise ModelError(
            f"expected rows with an event, got none with weight among {rows}: nothing can be learned"
        )
    return table


def _refuse_bad(name: str, numbers: np.ndarray[Any, Any], shape: tuple[int, ...]) -> None:
    if numbers.shape != shape:
        raise ModelError(f"expected {name} of shape {list(shape)}, got {list(numbers.shape)}", name=name)
    if len(numbers) and not (float(numbers.min()) >= 0 and float(numbers.max()) < np.inf):
        bad = numbers[~((numbers >= 0) & (numbers < np.inf))]
        raise ModelError(
            f"expected {name} finite and at least 0, got {bad[0]} ({len(bad)} such numbers)", name=name
        )
