"""The benchmark of no echo on a small published month: many enterprises lose their records at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_array

from benchmarks.training.echo import _apart, measure
from scoring.results import Months

MONTH = "2026-09"


@pytest.fixture(scope="module")
def measured(ready: Path) -> dict[str, Any]:
    return measure(Months(ready).open(MONTH), ready, 30, 1)


def test_no_factor_moves_where_the_own_records_of_many_are_gone(measured: dict[str, Any]) -> None:
    assert measured["changed"] > 3
    assert measured["with_factor"] > 0
    assert measured["moved"] == 0


def test_what_is_taken_away_does_change_the_own_factors(measured: dict[str, Any]) -> None:
    assert measured["records_gone"] >= measured["changed"]
    assert measured["own_moved"] > 0


def test_of_those_that_are_joined_the_first_stays() -> None:
    joined = csr_array(np.array([[1, 1, 0], [1, 1, 1], [0, 1, 1]]))

    assert _apart(joined).tolist() == [0, 2]
