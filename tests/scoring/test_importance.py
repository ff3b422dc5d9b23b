"""Order of neighbours by importance."""

from __future__ import annotations

import numpy as np
import pytest

from scoring.importance import first_of


@pytest.mark.parametrize("count", [0, 1, 7, 30, 499, 500, 900])
def test_the_first_neighbours_are_those_of_the_whole_order(count: int) -> None:
    rng = np.random.default_rng(5)
    rank, score = rng.integers(0, 5, 500), rng.integers(0, 4, 500) * 33_333
    other, rows = rng.integers(0, 60, 500), rng.permutation(500)

    found = first_of(rank, score, other, rows, count=count)

    whole = np.lexsort((rows, other, score, rank))
    assert found.tolist() == whole[:count].tolist()
