"""The joint fit: planted strengths come back, noise is published as 0, weights are exact."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from scipy.sparse import csr_array, hstack

from gnn.fit import fit_hazard
from graph.arrays import Frame, large_text
from graph.errors import ModelError
from scoring.training.draws import draws_of
from scoring.training.fit import fit_columns, joint_fit, mean_squares
from scoring.training.own_score import NO_SCORE, OwnScore
from scoring.training.panel_columns import Columns
from scoring.training.panels import Panel
from scoring.training.plan import Sampling, shipped_plan
from scoring.training.rows import Encoder, TrainingRows, gather
from scoring.training.sampled import sample

PLAN = shipped_plan()
DAY = date(2025, 6, 30)
TRUTH = np.array([0.05, 0.10, 0.40, 0.0, 0.25])
"""Hazards of the intercept, an own column and three doses; the second dose does nothing."""


def rows_of(count: int, truth: np.ndarray = TRUTH, seed: int = 3) -> TrainingRows:
    rng = np.random.default_rng(seed)
    own = (rng.random((count, 1)) < 0.3).astype(float)
    doses = rng.exponential(1.0, (count, 3)) * (rng.random((count, 3)) < 0.3)
    design = np.hstack([np.ones((count, 1)), own, doses])
    outcome = rng.random(count) < 1 - np.exp(-design @ truth)
    return TrainingRows(
        design=csr_array(design),
        outcome=outcome,
        weight=np.ones(count),
        block=np.arange(count) // 2,
        first_dose=2,
    )


def fitted(rows: TrainingRows, floor: np.ndarray | None = None) -> np.ndarray:
    least = np.zeros(5) if floor is None else floor
    return joint_fit(rows, 1e-4, least, np.array([0, 1, 2]), PLAN, lambda done, total: None).strengths


def test_planted_strengths_are_recovered_and_one_that_is_not_there_is_published_as_0() -> None:
    strengths = fitted(rows_of(6000))

    assert strengths[1] == 0
    assert strengths[0] == pytest.approx(0.40, abs=0.08)
    assert strengths[2] == pytest.approx(0.25, abs=0.08)


def test_a_group_that_reaches_few_with_an_event_keeps_its_single_step() -> None:
    rows, groups, single = rows_of(6000), np.array([0, 1, 1]), np.array([0, 2])
    rare = PLAN.rare_families.model_copy(update={"below_cases": 10_000})
    plan = PLAN.model_copy(update={"rare_families": rare})

    found = joint_fit(rows, 1e-4, np.zeros(5), groups, plan, lambda done, total: None, single=single)

    assert found.strengths[0] > 0
    assert found.strengths[1] == 0
    assert found.strengths[2] == pytest.approx(0.25, abs=0.08)


def test_without_contagion_strengths_are_0_but_for_the_stated_share_of_false_alarms() -> None:
    truth = np.array([0.1, 0.1, 0.0, 0.0, 0.0])

    learned = sum(int((fitted(rows_of(2000, truth, seed)) > 0).sum()) for seed in range(20))

    # 60 strengths, each above 0 by chance in at most 2.5 % of draws: more than 5 has odds below 1 in 100.
    assert learned <= 5


def test_a_policy_floor_stays_whatever_the_data_say() -> None:
    floor = np.array([0, 0, 0, 0.3, 0])

    assert fitted(rows_of(3000), floor)[1] == pytest.approx(0.3, abs=1e-9)


def test_a_group_that_too_few_cases_reach_is_not_learned() -> None:
    rows = rows_of(400)
    doses = rows.design.toarray()
    doses[np.flatnonzero(doses[:, 2])[8:], 2] = 0

    strengths = fitted(with_design(rows, doses))

    assert strengths[0] == 0


def with_design(rows: TrainingRows, design: np.ndarray) -> TrainingRows:
    return TrainingRows(
        design=csr_array(design), outcome=rows.outcome, weight=rows.weight, block=rows.block, first_dose=2
    )


def test_an_empty_relation_is_0_and_the_others_are_learned() -> None:
    rows = rows_of(6000)
    design = rows.design.toarray()
    design[:, 3] = 0

    strengths = fitted(with_design(rows, design))

    assert strengths[1] == 0
    assert strengths[0] > 0.3


def test_where_all_firms_are_isolated_every_strength_is_0() -> None:
    rows = rows_of(500)
    design = rows.design.toarray()
    design[:, 2:] = 0

    assert not fitted(with_design(rows, design)).any()


def test_a_dose_that_is_no_number_is_refused() -> None:
    rows = rows_of(2000)
    design = rows.design.toarray()
    design[7, 2] = np.nan

    with pytest.raises(ModelError, match="expected design finite"):
        fitted(with_design(rows, design))


def test_a_step_of_the_bootstrap_is_near_a_whole_fit_of_the_drawn_blocks() -> None:
    rows, columns = rows_of(3000), np.array([0, 1, 2, 4])
    found, _ = fit_columns(rows, columns, 1e-4, np.zeros(5), mean_squares(rows))
    plan = PLAN.intervals.model_copy(update={"draws": 200})

    drawn = draws_of(rows, found, columns, 1e-4, mean_squares(rows), plan, seed=1)

    rng, whole = np.random.default_rng(2), []
    for _ in range(30):
        times = rng.poisson(1.0, 1500)[rows.block].astype(float)
        refit = fit_hazard(
            csr_array(rows.design[:, columns]),
            rows.outcome,
            rows.weight * times,
            ridge=np.zeros(4),
            prior=np.zeros(4),
        )
        whole.append(refit.coefficients)
    assert drawn.std(axis=0) == pytest.approx(np.std(whole, axis=0), rel=0.45)


def panel_of_rows(count: int, cases: int, exposed: int) -> Panel:
    doses = np.zeros((count, 2))
    doses[:exposed, 0] = 1.0
    labels = np.zeros((count, 1), np.bool_)
    labels[:cases] = True
    words = large_text([f"E{k:05d}" for k in range(count)])
    kinds = large_text([("F51", "C20")[k % 2] for k in range(count)])
    return Panel(
        day=DAY,
        rows=Frame({"enterprise_id": words, "group": words, "industry": kinds, "region": kinds}),
        own=Columns(names=("own",), table=csr_array(np.ones((count, 1)))),
        doses=Columns(names=("f|class|B", "f|class|C"), table=csr_array(doses)),
        labels=labels,
    )


def test_rows_are_drawn_by_the_group_that_a_legal_person_was_last_in() -> None:
    first = panel_of_rows(count=3, cases=1, exposed=1)
    later = replace(first, day=date(2025, 9, 30), rows=first.rows.replace(group=large_text(["G", "G", "H"])))

    block = gather([first, later], Encoder.of([first], PLAN), PLAN).block

    assert block[0] == block[1] == block[3] == block[4]
    assert block[2] == block[5] != block[0]


def sampling(exposed: int, plain: int) -> Sampling:
    return PLAN.sampling.model_copy(update={"negatives_exposed": exposed, "negatives_plain": plain})


def test_every_case_is_kept_and_weights_add_up_to_all_enterprises() -> None:
    panel = panel_of_rows(count=1000, cases=30, exposed=200)

    rows, weight = sample(panel, sampling(exposed=50, plain=100))

    assert set(range(30)) <= set(rows.tolist())
    assert len(rows) == 30 + 50 + 100
    assert weight[:30].tolist() == [1.0] * 30
    assert weight.sum() == pytest.approx(1000)
    assert weight[rows < 200].sum() == pytest.approx(200)


def test_more_cases_than_asked_for_are_drawn_and_stand_for_all_of_them() -> None:
    panel = panel_of_rows(count=1000, cases=300, exposed=400)
    few = sampling(exposed=50, plain=100).model_copy(update={"cases": 60})

    rows, weight = sample(panel, few)

    assert panel.outcome[rows].sum() == 60
    assert weight[panel.outcome[rows]].sum() == pytest.approx(300)
    assert weight.sum() == pytest.approx(1000)


def test_the_same_panel_is_sampled_the_same_way() -> None:
    panel = panel_of_rows(count=500, cases=5, exposed=100)

    first, again = (sample(panel, sampling(exposed=10, plain=10))[0] for _ in range(2))

    assert np.array_equal(first, again)


def test_rows_of_a_day_one_half_life_further_back_count_half() -> None:
    months = shipped_plan().recency.half_life_months
    last = panel_of_rows(count=40, cases=4, exposed=10)
    before = replace(last, day=DAY - timedelta(days=round(months * 365.25 / 12)))
    encoder = Encoder.of([before, last], PLAN)

    weight = gather([before, last], encoder, PLAN).weight

    assert weight[40:].tolist() == [1.0] * 40
    assert weight[:40] == pytest.approx(np.full(40, 0.5), abs=1e-3)


def test_beside_a_score_only_the_own_columns_of_the_plan_are_fitted() -> None:
    score = OwnScore(boosters=(), bounds=np.array([0.0, 0.2]))
    words: dict[str, tuple[str, ...]] = {"industry": ("C20", "F51")}
    encoder = Encoder(
        own_names=("degree>=1", "own|JC01"), words=words, dose_names=("f|class|B",), score=score
    )

    beside = replace(encoder, beside=("degree",))

    names = np.array(encoder.own_columns)
    assert names[encoder.own_fitted].tolist() == ["always", "score>=0", "score>=0.2"]
    assert names[beside.own_fitted].tolist() == ["always", "degree>=1", "score>=0", "score>=0.2"]
    assert len(replace(encoder, score=NO_SCORE).own_fitted) == 5


def test_a_word_that_no_training_panel_had_has_no_column() -> None:
    panel = panel_of_rows(count=4, cases=1, exposed=2)
    encoder = Encoder.of([panel], PLAN)
    other = Panel(
        day=DAY,
        rows=panel.rows.replace(industry=large_text(["A01", "F52", None, "C20"])),
        own=panel.own,
        doses=panel.doses,
        labels=panel.labels,
    )

    table = encoder.encode(other, np.arange(4)).toarray()

    place = encoder.own_columns.index("industry|F5")
    assert table[:, place].tolist() == [0, 1, 0, 0]
    assert table[:, encoder.own_columns.index("industry|C2")].tolist() == [0, 0, 0, 1]


def test_an_industry_has_a_column_for_its_division_and_one_for_its_class_and_a_short_word_has_one() -> None:
    panel = panel_of_rows(count=3, cases=1, exposed=2)
    words = panel.rows.replace(industry=large_text(["F521", "F522", "F5"]))
    encoder = Encoder.of([replace(panel, rows=words)], PLAN)

    table = encoder.encode(replace(panel, rows=words), np.arange(3)).toarray()

    found = {
        name: table[:, place].tolist()
        for place, name in enumerate(encoder.own_columns)
        if name.startswith("industry")
    }
    assert found == {"industry|F5": [1, 1, 1], "industry|F521": [1, 0, 0], "industry|F522": [0, 1, 0]}


def test_panels_with_other_columns_do_not_mix() -> None:
    panel = panel_of_rows(count=4, cases=1, exposed=2)
    encoder = Encoder.of([panel], PLAN)
    wider = Columns(names=("own", "more"), table=csr_array(hstack([panel.own.table] * 2)))

    with pytest.raises(ModelError, match="other columns"):
        encoder.encode(
            Panel(day=DAY, rows=panel.rows, own=wider, doses=panel.doses, labels=panel.labels), np.arange(4)
        )


def test_without_a_positive_label_nothing_can_be_learned() -> None:
    panel = panel_of_rows(count=50, cases=0, exposed=10)

    with pytest.raises(
        ModelError, match="expected enterprises with an event in the windows after 2025-06-30"
    ):
        Encoder.of([panel], PLAN)
