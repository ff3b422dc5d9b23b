"""Positive definite systems by numpy's own sums.

A threaded library gives other bytes with another number of threads.
"""

from __future__ import annotations

from typing import Any

import numpy as np

Floats = np.ndarray[Any, np.dtype[np.float64]]


def lower_root(matrix: Floats) -> Floats | None:
    """Lower triangle R with ``R R' = matrix``, float64[c, c]; None if there is none."""
    root = matrix.copy()
    for k in range(len(root)):
        if root[k, k] <= 0:
            return None
        root[k:, k] /= np.sqrt(root[k, k])
        root[k + 1 :, k + 1 :] -= np.multiply.outer(root[k + 1 :, k], root[k + 1 :, k])
    return np.tril(root)


def forward(root: Floats, aim: Floats) -> Floats:
    """Solution x of ``root x = aim``, one or many columns."""
    left = aim.copy()
    for k in range(len(left)):
        left[k] /= root[k, k]
        left[k + 1 :] -= np.multiply.outer(root[k + 1 :, k], left[k])
    return left


def solve(matrix: Floats, aim: Floats, jitter: float) -> Floats:
    """Solution x of ``(matrix + jitter) x = aim`` with a hundred times the jitter until there is one.

    Parameters
    ----------
    matrix : float64[c, c], symmetric, about 1 on the diagonal
    aim : float64[c, ...]
    jitter : float above 0
        Added to the diagonal.
    """
    while (root := lower_root(matrix + jitter * np.eye(len(matrix)))) is None:
        jitter *= 100
    half = forward(root, aim)
    return forward(root.T[::-1, ::-1], half[::-1])[::-1]
