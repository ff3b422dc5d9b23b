"""Free rows: fitted where their libraries are there, named where they are not."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from scoring.evaluation.free import aggregates_of, free_rows
from scoring.evaluation.rows import Contest
from scoring.pack import load_pack
from scoring.training.rows import gather
from scoring.training.sampled import sample
from scoring.training.trained import Trained
from tests.trained_province import quick_plan

FREE = ["logistic", "forest", "boosting", "boosting_monotone", "fusion"]


def contest_of(trained: Trained) -> tuple[Contest, np.ndarray]:
    days = (*trained.panels.days.train, *trained.panels.days.validate)
    panels = [trained.panels.read(day) for day in days]
    table = [aggregates_of(panel, sample(panel, quick_plan().sampling)[0]) for panel in panels]
    contest = Contest(
        rows=gather(panels, trained.encoder, quick_plan()),
        test=trained.test,
        design=trained.encoder.encode(trained.test, np.arange(len(trained.test.outcome))),
        ridge=trained.fit.ridge,
        model=trained.fit.coefficients,
        baseline=trained.baseline,
        baseline_raw=(np.zeros(len(trained.rows.outcome)), np.zeros(len(trained.test.outcome))),
        scales=trained.scales,
        pack=load_pack("mrt"),
        first_tree=trained.encoder.first_tree,
    )
    return contest, np.concatenate(table)


def test_classifiers_without_promises_give_probabilities(
    trained: tuple[Path, Trained],
) -> None:
    contest, aggregates = contest_of(trained[1])

    rows, missing = free_rows(contest, aggregates, lambda name: None, trees=10)

    assert missing == ()
    assert [row.id for row in rows] == FREE
    for row in rows:
        assert len(row.score) == len(trained[1].test.outcome)
        assert 0 <= row.score.min() < row.score.max() <= 1


def test_a_library_that_is_missing_is_named_and_its_rows_are_left_out(
    trained: tuple[Path, Trained],
) -> None:
    contest, aggregates = contest_of(trained[1])

    rows, missing = free_rows(
        contest, aggregates, lambda name: None, libraries=("nosuch.linear", "nosuch.forest", "lost")
    )

    assert rows == []
    assert missing == ("lost", "nosuch")
