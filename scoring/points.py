"""From lambda to score: the score form, rounding to hundredths, and points of parts."""

from __future__ import annotations

import math

import numpy as np

from graph.errors import JobError
from scoring.pack_model import Pack

FULL_SCORE = 1000.0


def score_of(lambda_total: float, pack: Pack) -> float:
    """Unrounded score of one lambda: the hazard form, or the linear form if the pack says so."""
    if pack.score_form == "weighted_sum":
        return FULL_SCORE * lambda_total / pack.kappa
    return FULL_SCORE * -math.expm1(-lambda_total)


def score_hundredths(lambda_total: np.ndarray, pack: Pack) -> np.ndarray:
    """Scores as integer hundredths, rounded half up: floor(100 S + 0.5).

    Parameters
    ----------
    lambda_total : float64, n
        Sum of the five factors.

    Returns
    -------
    int32, n : 0 to 100000

    Raises
    ------
    JobError
        If a lambda is not a number or negative, or a score exceeds 1000; nothing is
        published then.

    References
    ----------
    MR/T draft 6.3; the classes are cut after this rounding.
    """
    wrong = ~(lambda_total >= 0) | np.isinf(lambda_total)
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        raise JobError(
            f"expected lambda >= 0 for every enterprise, got {lambda_total[row]} at row {row} "
            f"({int(wrong.sum())} rows): nothing is published",
            row=row,
        )
    if pack.score_form == "weighted_sum":
        scores = FULL_SCORE * lambda_total / pack.kappa
    else:
        scores = FULL_SCORE * -np.expm1(-lambda_total)
    hundredths = np.floor(100.0 * scores + 0.5)
    if len(hundredths) and hundredths.max() > 100 * FULL_SCORE:
        row = int(np.argmax(hundredths))
        raise JobError(
            f"expected scores of at most 1000, got {scores[row]} at row {row}: nothing is published"
        )
    return np.asarray(hundredths, dtype=np.int32)


def part_points(lambdas: np.ndarray, hundredths: np.ndarray) -> np.ndarray:
    """Points of each part in hundredths: S * lambda_part / lambda_total, adding up to S exactly.

    Rounded by the largest remainder; of equal remainders the first part goes first.

    Parameters
    ----------
    lambdas : float64, (n, parts)
        Each at least 0.
    hundredths : int32, n

    Returns
    -------
    int32, (n, parts)
    """
    total = lambdas.sum(axis=1, keepdims=True)
    shares = np.divide(lambdas, total, out=np.zeros_like(lambdas), where=total > 0)
    exact = shares * hundredths[:, None]
    points = np.floor(exact).astype(np.int64)
    left = np.where(total[:, 0] > 0, hundredths - points.sum(axis=1), 0)
    rank = np.argsort(np.argsort(-(exact - points), axis=1, kind="stable"), axis=1, kind="stable")
    points += rank < left[:, None]
    return np.asarray(points, dtype=np.int32)
