"""Class and score beside a node: found by id in the sorted column, left out where unknown."""

from __future__ import annotations

import numpy as np

from graph.arrays import Frame, large_text
from graph.domain import RiskClass
from scoring.results_marks import marks
from scoring.results_types import Mark


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
