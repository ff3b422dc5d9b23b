"""Which rows an entry takes."""

import numpy as np
import pytest
from pydantic import ValidationError

from graph.ingest.conditions import Condition, condition_columns, holds
from graph.ingest.rows import Rows
from tests.ingest_cases import texts

ROWS = Rows(
    {"x": texts("a", "b", None, "10", "9"), "y": texts("1", "", "3", None, "5")},
    np.arange(5, dtype=np.int64),
    texts(""),
)


@pytest.mark.parametrize(
    ("condition", "taken"),
    [
        ({"column": "x", "is": "a"}, [0]),
        ({"column": "x", "in": ["a", "b"]}, [0, 1]),
        ({"column": "x", "matches": "^[ab]$"}, [0, 1]),
        ({"column": "x", "known": False}, [2]),
        ({"column": "y", "known": True}, [0, 2, 4]),
        ({"column": "x", "at_least": 10}, [3]),
        ({"column": "x", "below": 10}, [4]),
        ({"column": "y", "at_least": 1, "below": 5}, [0, 2]),
        ({"all": [{"column": "x", "is": "a"}, {"column": "y", "is": "1"}]}, [0]),
        ({"any": [{"column": "x", "is": "a"}, {"column": "y", "is": "5"}]}, [0, 4]),
        ({"not": {"column": "x", "is": "a"}}, [1, 2, 3, 4]),
    ],
)
def test_a_condition_takes_the_rows_it_says(condition: dict[str, object], taken: list[int]) -> None:
    parsed = Condition.model_validate(condition)

    assert np.flatnonzero(holds(parsed, ROWS)).tolist() == taken
    assert set(condition_columns(parsed)) <= {"x", "y"}


@pytest.mark.parametrize("wrong", [{}, {"column": "x"}, {"is": "a"}, {"column": "x", "is": "a", "not": {}}])
def test_a_condition_is_one_test_of_a_column_or_one_combination(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Condition.model_validate(wrong)
