"""Evaluation of a trained model: rows, metrics with paired intervals, reliability, gains.

One report for one model and one test day; the same inputs give the same report.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gnn.bootstrap import paired_bootstrap
from gnn.metrics import (
    auprc,
    auroc,
    brier,
    expected_calibration_error,
    lift_at,
    log_loss,
    recall_at,
    reliability,
)
from gnn.model_card import Strength
from gnn.variants import PACK
from scoring.evaluation.asked import absent_rows
from scoring.evaluation.conditional import conditional_lift
from scoring.evaluation.free import LIBRARIES, aggregates_of, free_rows
from scoring.evaluation.results import (
    Bin,
    EvaluationReport,
    GroupResult,
    Interval,
    LabelResult,
    RowResult,
    StrengthResult,
)
from scoring.evaluation.rows import Contest, ScoreRow, extra_rows, house_rows
from scoring.labels import step_label
from scoring.pack_model import Pack
from scoring.results_base import Label
from scoring.training.panels import Panel, PanelInputs
from scoring.training.rows import gather
from scoring.training.sampled import sample
from scoring.training.trained import Trained

Array = np.ndarray[Any, Any]

CAPACITIES = (0.01, 0.05)
"""Shares of enterprises that can be inspected."""
_LEAST_GROUP = 200
_MOST_GROUPS = 12
_DEGREES = (0, 3, 6, 11, 21, 51)
MODEL, OWN, RULES = "model", "own", "rules"


def evaluate(
    trained: Trained,
    inputs: PanelInputs,
    *,
    extra: Mapping[str, tuple[Label, Array]] | None = None,
    more: Sequence[ScoreRow] = (),
    free: bool = True,
    libraries: tuple[str, str, str] = LIBRARIES,
    tell: Callable[[str], None] = lambda _: None,
) -> EvaluationReport:
    """Judge a trained model on its test day.

    Parameters
    ----------
    trained : Trained
    inputs : PanelInputs
    extra : mapping of id to (label, hazard of each legal person of the test day), optional
        Hazards that only a benchmark can bring, such as the truth.
    more : sequence of ScoreRow
        Rows that were fitted elsewhere, such as graph networks.
    free : bool
        Whether classifiers without promises are fitted.
    libraries : (str, str, str)
        Their modules; rows of one that is missing are left out and named.
    tell : callable
        Hears each row before it is made.
    """
    test, days = trained.test, trained.panels.days
    panels = [trained.panels.read(day) for day in (*days.train, *days.validate)]
    kept = [sample(panel, inputs.plan.sampling)[0] for panel in panels]
    raw = [_baseline_raw(trained, panel)[rows] for panel, rows in zip(panels, kept, strict=True)]
    contest = Contest(
        rows=gather(panels, trained.encoder, inputs.plan),
        test=test,
        design=trained.encoder.encode(test, np.arange(len(test.outcome))),
        ridge=trained.fit.ridge,
        model=trained.fit.coefficients,
        baseline=trained.baseline,
        baseline_raw=(np.concatenate(raw), _baseline_raw(trained, test)),
        scales=trained.scales,
        pack=inputs.pack,
        first_tree=trained.encoder.first_tree,
        ceiling=trained.fit.ceiling,
    )
    missing: tuple[str, ...] = ()
    rows = house_rows(contest, tell)
    if free:
        table = [aggregates_of(panel, rows) for panel, rows in zip(panels, kept, strict=True)]
        fitted, missing = free_rows(contest, np.concatenate(table), tell, libraries=libraries)
        rows += fitted
    rows += [*more, *extra_rows(extra or {})]
    return _report(trained, inputs, contest, rows, missing, free=free)


def _baseline_raw(trained: Trained, panel: Panel) -> Array:
    return np.asarray(panel.under(PACK).doses.table @ trained.baseline)


def _report(
    trained: Trained,
    inputs: PanelInputs,
    contest: Contest,
    rows: list[ScoreRow],
    missing: tuple[str, ...],
    *,
    free: bool,
) -> EvaluationReport:
    test, numbers = trained.test, inputs.plan.evaluation
    outcome, weight, blocks = test.outcome, np.ones(len(test.outcome)), test.blocks
    by_id = {row.id: row for row in rows}
    model = by_id[MODEL]
    assert model.probability is not None
    card = trained.artefact.card
    curve = reliability(outcome, model.probability, weight, numbers.calibration_bins)
    return EvaluationReport(
        model=card.id,
        test_day=test.day.isoformat(),
        enterprises=len(outcome),
        events=int(outcome.sum()),
        passed=trained.verdict.passed,
        reason=trained.verdict.reason,
        rows=tuple(_row_result(row, model, outcome, weight, blocks, numbers.draws) for row in rows),
        absent=absent_rows(by_id, missing, free=free),
        curve=tuple(
            Bin(count=float(c), predicted=float(p), observed=float(o))
            for c, p, o in zip(curve.weight, curve.predicted, curve.observed, strict=True)
        ),
        groups=_groups(test, model.probability, numbers.calibration_bins),
        labels=_labels(test, inputs, trained, by_id),
        conditional=_conditional(by_id, outcome, weight, blocks, numbers.draws),
        conditional_lift={
            name: {
                f"{share:g}": conditional_lift(outcome, by_id[OWN].score, relation, share)
                for share in CAPACITIES
            }
            for name, relation in contest.relation_parts().items()
        },
        strengths=tuple(
            StrengthResult(**one.model_dump(), label=_strength_label(inputs.pack, one))
            for one in trained.artefact.weights.strengths
        ),
        validation={
            name.removeprefix("validation_log_loss_ridge_"): one.value
            for name, one in card.metrics.items()
            if name.startswith("validation_")
        },
    )


def _strength_label(pack: Pack, one: Strength) -> Label:
    """Family and step in words."""
    family, step = pack.relationship.paths.families[one.family], step_label(one.step)
    return Label(zh=f"{family.zh}：{step.zh}", en=f"{family.en}: {step.en}")


def _row_result(
    row: ScoreRow, model: ScoreRow, outcome: Array, weight: Array, blocks: Array, draws: int
) -> RowResult:
    chance = row.probability
    gain = None
    if row.id != model.id:
        told = paired_bootstrap(auprc, outcome, model.score, row.score, weight, blocks, draws, 0)
        gain = Interval(low=told[0], mean=told[1], high=told[2])
    return RowResult(
        id=row.id,
        label=row.label,
        group=row.group,
        auprc=auprc(outcome, row.score, weight),
        auroc=auroc(outcome, row.score, weight),
        recall={f"{share:g}": recall_at(outcome, row.score, weight, share) for share in CAPACITIES},
        lift={f"{share:g}": lift_at(outcome, row.score, weight, share) for share in CAPACITIES},
        brier=None if chance is None else brier(outcome, chance, weight),
        log_loss=None if chance is None else log_loss(outcome, chance, weight),
        ece=None if chance is None else expected_calibration_error(outcome, chance, weight, 20),
        model_gain=gain,
    )


def _conditional(
    rows: Mapping[str, ScoreRow], outcome: Array, weight: Array, blocks: Array, draws: int
) -> dict[str, Interval]:
    """What relations add to own factors: gains of the model and of the baseline over own factors only."""
    found = {}

    def negative_log_loss(y: Any, p: Any, w: Any) -> float:
        return -log_loss(y, p, w)

    for name, metric, one, other in (
        ("model_auprc", auprc, rows[MODEL], rows[OWN]),
        ("rules_auprc", auprc, rows[RULES], rows[OWN]),
        ("model_over_rules_auprc", auprc, rows[MODEL], rows[RULES]),
        ("model_log_loss", negative_log_loss, rows[MODEL], rows[OWN]),
    ):
        a, b = (row.score if metric is auprc else row.probability for row in (one, other))
        assert a is not None
        assert b is not None
        low, mean, high = paired_bootstrap(metric, outcome, a, b, weight, blocks, draws, 0)
        found[name] = Interval(low=low, mean=mean, high=high)
    return found


def _labels(
    test: Panel, inputs: PanelInputs, trained: Trained, rows: Mapping[str, ScoreRow]
) -> tuple[LabelResult, ...]:
    found, weight = [], np.ones(len(test.outcome))
    for column, name in enumerate(trained.panels.label_names):
        entry, outcome = inputs.plan.labels[name], np.ascontiguousarray(test.labels[:, column])
        scores = {}
        if outcome.any():
            scores = {one: auprc(outcome, rows[one].score, weight) for one in (OWN, RULES, MODEL)}
        found.append(LabelResult(id=name, zh=entry.zh, en=entry.en, events=int(outcome.sum()), auprc=scores))
    return tuple(found)


def _groups(test: Panel, probability: Array, bins: int) -> tuple[GroupResult, ...]:
    """Calibration by authority, industry, size and degree; small groups together as 'other'."""
    edges = np.array(_DEGREES)
    buckets = pa.array([f">={edge}" for edge in _DEGREES], pa.large_string())
    place = np.searchsorted(edges, test.rows.numbers("degree"), side="right") - 1
    columns = {
        "authority": pc.utf8_slice_codeunits(test.rows.text("supervising_authority"), 0, 6),
        "industry": pc.utf8_slice_codeunits(test.rows.text("industry"), 0, 2),
        "size": test.rows.text("staff_band"),
        "degree": buckets.take(pa.array(place)),
    }
    found: list[GroupResult] = []
    for by, words in columns.items():
        coded = pc.dictionary_encode(pc.fill_null(words, "?"))
        codes, names = np.asarray(coded.indices), coded.dictionary.to_pylist()
        counts = np.bincount(codes, minlength=len(names))
        large = [int(c) for c in np.argsort(-counts, kind="stable") if counts[c] >= _LEAST_GROUP][
            :_MOST_GROUPS
        ]
        parts = [(names[code], codes == code) for code in large]
        parts.append(("other", ~np.isin(codes, large)))
        for name, mine in sorted(parts, key=lambda part: str(part[0])):
            if mine.any():
                found.append(_group(by, name, test.outcome[mine], probability[mine], bins))
    return tuple(found)


def _group(by: str, name: str, outcome: Array, probability: Array, bins: int) -> GroupResult:
    weight = np.ones(len(outcome))
    return GroupResult(
        by=by,
        group=name,
        count=len(outcome),
        events=int(outcome.sum()),
        predicted=float(probability.mean()),
        observed=float(outcome.mean()),
        ece=expected_calibration_error(outcome, probability, weight, bins),
    )
