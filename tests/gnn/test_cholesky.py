"""Positive definite systems without a threaded library."""

from __future__ import annotations

import numpy as np
import pytest

from gnn.cholesky import solve


def test_a_system_is_solved_as_by_the_dense_library() -> None:
    draw = np.random.default_rng(3)
    half = draw.random((120, 120))
    matrix, aim = half @ half.T / 120 + np.eye(120), draw.random((120, 5))

    assert solve(matrix, aim, 1e-12) == pytest.approx(np.linalg.solve(matrix, aim), rel=1e-9)
    assert solve(matrix, aim[:, 0], 1e-12) == pytest.approx(solve(matrix, aim, 1e-12)[:, 0], rel=1e-12)


def test_columns_that_say_the_same_share_what_they_add() -> None:
    same = np.ones((2, 2))

    assert solve(same, np.array([1.0, 1.0]), 1e-9) == pytest.approx([0.5, 0.5], rel=1e-6)
    assert np.isfinite(solve(same - 1e-12, np.array([1.0, 1.0]), 1e-15)).all()
