"""Class and score beside a node: found by id in the sorted column, left out where unknown."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graph.arrays import Frame, large_text
from graph.domain import RiskClass
from scoring.results_marks import SortedTexts, marks
from scoring.results_types import Mark


@given(st.sets(st.text(max_size=4), max_size=20), st.text(max_size=4))
def test_a_text_is_found_where_it_stands(texts: set[str], other: str) -> None:
    column = sorted(texts, key=str.encode)

    search = SortedTexts(large_text(column))

    assert [search.find(text) for text in column] == list(range(len(column)))
    assert search.find(other) == (column.index(other) if other in texts else None)


def test_a_slice_of_a_column_is_searched_by_its_own_rows() -> None:
    search = SortedTexts(large_text(["a", "b", "c", "d"]).slice(1, 2))

    assert [search.find(text) for text in "abcd"] == [None, 0, 1, None]


def test_marks_carry_name_class_and_score_of_known_enterprises() -> None:
    scores = Frame(
        {
            "enterprise_id": large_text(["E1", "E2"]),
            "name": large_text(["甲厂", None]),
            "scored": np.array([True, False]),
            "score": np.array([61_025, -1], np.int32),
            "risk_class": np.array([2, -1], np.int8),
        }
    )

    found = marks(scores, ["E2", "E1", "E3"])

    assert found == {
        "E1": Mark(name="甲厂", scored=True, score=610.25, risk_class=RiskClass.C),
        "E2": Mark(name=None, scored=False, score=None, risk_class=None),
    }
