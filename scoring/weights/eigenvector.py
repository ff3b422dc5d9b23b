"""One matrix of pairwise comparisons: principal eigenvector, consistency, what contradicts most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Consistency:
    """How far comparisons contradict each other.

    Attributes
    ----------
    largest : principal eigenvalue, the number of items if nothing contradicts
    index : (largest - n) / (n - 1)
    ratio : index over the random index; 0 up to two items
    """

    largest: float
    index: float
    ratio: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """The one comparison whose change helps most.

    Attributes
    ----------
    left, right : rows of the items
    value : as it was compared
    fitting : value on the scale that fits all others best
    exact : the same before rounding to the scale
    ratio : consistency ratio with it
    """

    left: int
    right: int
    value: float
    fitting: float
    exact: float
    ratio: float


def principal(matrix: Matrix) -> tuple[Matrix, float]:
    """Principal eigenvector with sum 1, float64[k], and its eigenvalue.

    Parameters
    ----------
    matrix : float64[k, k], positive

    References
    ----------
    Saaty, The Analytic Hierarchy Process (1980), theorem 7-13 (Perron-Frobenius).
    """
    values, vectors = np.linalg.eig(matrix)
    place = int(np.argmax(values.real))
    weights = np.abs(vectors[:, place].real)
    return weights / weights.sum(), float(values[place].real)


def consistency(matrix: Matrix, random_index: Mapping[int, float]) -> Consistency:
    """Consistency of a reciprocal matrix.

    Parameters
    ----------
    matrix : float64[k, k]
    random_index : mapping of k to the mean index of random matrices
    """
    size = len(matrix)
    _, largest = principal(matrix)
    if size <= 2:
        return Consistency(largest=largest, index=0.0, ratio=0.0)
    # a consistent matrix may give a hair less than its size
    index = max(0.0, (largest - size) / (size - 1))
    return Consistency(largest=largest, index=index, ratio=index / random_index[size])


def together(matrices: Sequence[Matrix]) -> Matrix:
    """One matrix of several experts: the geometric mean of each entry keeps reciprocals.

    References
    ----------
    Aczel and Saaty (1983), J. Math. Psychology 27, 93-102.
    """
    return np.asarray(np.exp(np.mean([np.log(matrix) for matrix in matrices], axis=0)))


def repair_of(matrix: Matrix, random_index: Mapping[int, float], greatest: float) -> Repair:
    """The comparison whose best value lowers the consistency ratio most; of equals the first.

    The best value of a pair is what the other comparisons say of it: the pair is left out
    and the eigenvector of the incomplete matrix is taken.

    Parameters
    ----------
    matrix : float64[k, k], k at least 3
    random_index : mapping of k to the random index
    greatest : greatest value of the scale

    References
    ----------
    Harker (1987), Mathematical Modelling 9, 353-360 (incomplete comparisons).
    """
    tried = [_refitted(matrix, pair, random_index, greatest) for pair in combinations(range(len(matrix)), 2)]
    return min(tried, key=lambda one: round(one.ratio, 12))


def _refitted(
    matrix: Matrix, pair: tuple[int, int], random_index: Mapping[int, float], greatest: float
) -> Repair:
    left, right = pair
    without = matrix.copy()
    without[left, right] = without[right, left] = 0.0
    without[left, left] = without[right, right] = 2.0
    weights, _ = principal(without)
    exact = float(weights[left] / weights[right])
    fitting = _on_scale(exact, greatest)
    changed = matrix.copy()
    changed[left, right], changed[right, left] = fitting, 1 / fitting
    return Repair(
        left=left,
        right=right,
        value=float(matrix[left, right]),
        fitting=fitting,
        exact=exact,
        ratio=consistency(changed, random_index).ratio,
    )


def _on_scale(value: float, greatest: float) -> float:
    """Nearest of 1/9, 1/8, ..., 1, ..., 9 as a ratio."""
    whole = np.arange(1, int(greatest) + 1, dtype=np.float64)
    scale = np.concatenate([1 / whole[:0:-1], whole])
    return float(scale[np.argmin(np.abs(np.log(scale) - np.log(value)))])
