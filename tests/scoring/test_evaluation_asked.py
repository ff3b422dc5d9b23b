"""Every row a model is to be measured against is there or named with its reason; lift given own factors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from graph.errors import ModelError
from scoring.evaluation.asked import ASKED, absent_rows
from scoring.evaluation.conditional import conditional_lift
from scoring.evaluation.evaluated import evaluate
from scoring.evaluation.report import as_html
from scoring.evaluation.rows import ScoreRow
from scoring.results_base import Label
from scoring.training.trained import Trained
from tests.trained_province import panel_inputs


def test_every_row_asked_for_is_in_the_report_or_named_with_a_reason(trained: tuple[Path, Trained]) -> None:
    home, found = trained
    chance = np.linspace(0.01, 0.9, len(found.test.outcome))
    brought = ScoreRow(
        id="sage", label=Label(zh="图", en="a network"), group="free", score=chance, probability=chance
    )

    libraries = ("sklearn.linear_model", "sklearn.ensemble", "nosuch")
    report = evaluate(found, panel_inputs(home), more=[brought], libraries=libraries)

    present, absent = {row.id for row in report.rows}, {row.id for row in report.absent}
    assert len(present) == len(report.rows)
    assert {"logistic", "forest"} <= present
    assert set(ASKED) <= present | absent
    assert "sage" in present
    assert not present & absent
    page = as_html(report)
    for row in report.absent:
        assert row.reason.zh in page
        assert row.label.zh in page
    assert report.conditional_lift.keys() == {"model", "rules"}


def test_a_row_left_out_says_whether_its_library_is_missing_or_it_was_not_asked_for() -> None:
    present = set(ASKED) - {"boosting", "rgcn", "forest"}

    missing = {row.id: row.reason.en for row in absent_rows(present, ("lightgbm",), free=True)}
    fast = {row.id: row.reason.en for row in absent_rows(present, (), free=False)}

    assert missing["boosting"] == "lightgbm is not installed"
    assert missing["forest"] == "not brought"
    assert "python -m benchmarks.quality.rows" in missing["rgcn"]
    assert fast["boosting"] == fast["forest"] == "not asked for (--fast)"


def test_relations_that_repeat_own_factors_have_no_lift_given_them() -> None:
    own = np.repeat(np.arange(10.0), 20)
    outcome = own >= 7

    assert conditional_lift(outcome, own, own, 0.05) == pytest.approx(1.0)


def test_relations_that_find_the_events_of_each_group_have_their_whole_lift() -> None:
    own = np.repeat(np.arange(10.0), 20)
    relation = np.tile(np.arange(20.0), 10)
    outcome = relation == 19

    assert conditional_lift(outcome, own, relation, 0.05) == pytest.approx(20.0)


def test_a_lift_of_nobody_or_of_no_share_is_refused() -> None:
    none = np.zeros(4, np.bool_)

    with pytest.raises(ModelError, match="got none among 4"):
        conditional_lift(none, np.zeros(4), np.zeros(4), 0.5)
    with pytest.raises(ModelError, match="got 0"):
        conditional_lift(~none, np.zeros(4), np.zeros(4), 0)
