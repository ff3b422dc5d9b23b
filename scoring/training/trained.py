"""Training a relationship model on a home's own history: panels, joint fit, gate, artefact.

What is made lies in ``models/<id>`` by one rename; a killed run goes on with the panels that
are whole and fits again. A model is a candidate until a second person approves it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from gnn.artefact import models_of, read_model, write_model
from gnn.metrics import auprc, auroc, expected_calibration_error, log_loss
from gnn.model_card import (
    GAIN_OF_RULES,
    DataWindow,
    Measured,
    ModelArtefact,
    ModelCard,
    ModelWeights,
    PackStamp,
    Strength,
)
from graph.catalogue import catalogue_hash
from graph.errors import ModelError
from scoring.job.reference import reference_for
from scoring.month_folders import canonical_json
from scoring.relation_choice import MODELS
from scoring.training.choices import chosen_fit
from scoring.training.fit import JointFit
from scoring.training.gate import Verdict, judge
from scoring.training.own_side import OwnSide
from scoring.training.panel_days import shifted
from scoring.training.panel_doses import DoseSpace
from scoring.training.panel_steps import make_panels
from scoring.training.panels import Panel, PanelInputs, Panels
from scoring.training.path_choice import choose_paths
from scoring.training.plan import TrainingPlan
from scoring.training.rows import Encoder, TrainingRows
from scoring.training.scale import ScaleDay

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """A model and what it was made from.

    Attributes
    ----------
    artefact : ModelArtefact
    panels : Panels
    encoder : Encoder
    rows : TrainingRows
        All days before the test day, sampled; own columns that no fit reads are empty.
    test : Panel
        By the path rules of the model.
    fit : JointFit
    baseline : float64[dose columns] expert strengths
    scales : (model's or None, baseline's) on the reference day
    verdict : Verdict
    """

    artefact: ModelArtefact
    panels: Panels
    encoder: Encoder
    rows: TrainingRows
    test: Panel
    fit: JointFit
    baseline: Array
    scales: tuple[float | None, float]
    verdict: Verdict


def train(inputs: PanelInputs, author: str, days: Sequence[date] | None = None) -> Trained:
    """Train a model and write it as a candidate; the same inputs give the same model.

    Parameters
    ----------
    inputs : PanelInputs
    author : str
        Who answers for the training; somebody else has to approve.
    days : sequence of date, optional
        Panel days by hand; see ``make_panels``.

    Raises
    ------
    JobError, InputError, ModelError
        As documented of the panels and the fit; nothing is written then.
    """
    plan, space = inputs.plan, inputs.space
    baseline = space.vector(inputs.pack.relationship.coefficients)
    floor = floors(plan, space)
    panels = make_panels(inputs, days)
    before = [panels.read(day) for day in (*panels.days.train, *panels.days.validate)]
    with ThreadPoolExecutor(1, thread_name_prefix="beside") as beside:
        # Trees over the own columns are the same by any path rules; those of all days grow beside these,
        # which never saw the validation day.
        of_all = beside.submit(copy_context().run, OwnSide.grown, before, plan)
        earlier = OwnSide.grown(before[:-1], plan)
        chosen = choose_paths(inputs, before, earlier)
        facts = inputs.store, inputs.filings, inputs.pack
        reference = beside.submit(
            copy_context().run, partial(reference_for, inputs.home, *facts, inputs.training_day)
        )
        scale_day = beside.submit(
            copy_context().run,
            lambda: ScaleDay.of(reference.result(), *facts, chosen.rules, plan.half_lives_months),
        )
        panels = replace(panels, rules=chosen.id)
        before = [panel.under(chosen.id) for panel in before]
        rows, fit, losses = chosen_fit(inputs, before, (earlier, of_all), floor, chosen.fitted)
        own_side = of_all.result()
    encoder = own_side.encoder
    test = panels.read(panels.days.test[-1])
    strengths = space.coefficients(fit.strengths, "learned", f"trained with plan {plan.id}")
    inputs.progress("scale", 0, 1)
    scale = scale_day.result().scale(strengths, inputs.pack) if fit.strengths.any() else None
    inputs.progress("scale", 1, 1)
    scales = scale, reference.result().scale or 1.0
    design = own_side.design(test)
    own = np.asarray(design[:, : encoder.first_dose] @ fit.coefficients[: encoder.first_dose])
    sides = (fit.strengths, scale), (baseline, scales[1])
    verdict = judge(test, *sides, inputs.pack, plan.gate, own, fit.ceiling)
    metrics = _metrics(fit.hazard(design), test, verdict)
    metrics |= {f"validation_log_loss_ridge_{name}": Measured(value=value) for name, value in losses.items()}
    metrics |= {f"{GAIN_OF_RULES}{name}": gain for name, gain in chosen.gains.items()}
    weights = ModelWeights(
        coefficients=strengths,
        paths=chosen.rules,
        own=dict(zip(encoder.own_columns, fit.own.tolist(), strict=True)),
        strengths=_strengths(fit, space, floor),
        ceiling=fit.ceiling if np.isfinite(fit.ceiling) else None,
    )
    card = ModelCard(
        id=_model_id(inputs, panels, weights, author),
        created_on=inputs.training_day,
        author=author,
        catalogue_hash=catalogue_hash(),
        pack=PackStamp(id=inputs.pack.id, version=inputs.pack.version, hash=inputs.pack.hash),
        data_window=_window(inputs, panels, before),
        variant=chosen.id,
        metrics=metrics,
        kkt_residual=fit.fit.kkt_residual,
        notes=(
            verdict.reason.zh,
            verdict.reason.en,
            f"plan {plan.id} {plan.hash}",
            f"ridge {fit.ridge:g}",
            f"path rules {chosen.id}",
            f"ceiling of relations {weights.ceiling or 'none'}",
        ),
    )
    artefact = _written(inputs.home / MODELS, ModelArtefact(card=card, weights=weights))
    return Trained(
        artefact=artefact,
        panels=panels,
        encoder=encoder,
        rows=rows,
        test=test,
        fit=fit,
        baseline=baseline,
        scales=scales,
        verdict=verdict,
    )


def floors(plan: TrainingPlan, space: DoseSpace) -> Array:
    """Policy floors as a vector, float64[dose columns].

    Raises
    ------
    ModelError
        If a floor names a step that is no column.
    """
    vector = np.zeros(len(space.names))
    for floor in plan.floors:
        if floor.class_at_least is not None:
            name = f"{floor.family}|class|{floor.class_at_least}"
        else:
            name = f"{floor.family}|event|{floor.severity_at_least}|{floor.half_life_months:g}"
        if name not in space.names:
            raise ModelError(f"training plan: expected a floor of a step of the model, got {name}")
        vector[space.names.index(name)] = floor.hazard
    return vector


def _strengths(fit: JointFit, space: DoseSpace, floor: Array) -> tuple[Strength, ...]:
    found = []
    for column, name in enumerate(space.names):
        if fit.strengths[column] > 0 or fit.high[column] > 0:
            family, _, step = name.partition("|")
            found.append(
                Strength(
                    family=family,
                    step=step,
                    hazard=float(fit.strengths[column]),
                    low=float(max(fit.low[column], 0.0)),
                    high=float(fit.high[column]),
                    policy=bool(floor[column] > 0 and fit.strengths[column] <= floor[column]),
                )
            )
    return tuple(found)


def _metrics(hazard: Array, test: Panel, verdict: Verdict) -> dict[str, Measured]:
    found = {
        "gain_over_baseline": Measured(value=verdict.gain, low=verdict.low, high=verdict.high),
        "gate_margin": Measured(value=verdict.margin),
        "gate_passed": Measured(value=float(verdict.passed)),
    }
    outcome = test.outcome
    if not outcome.any() or outcome.all():
        return found
    probability, weight = -np.expm1(-hazard), np.ones(len(outcome))
    return found | {
        "auprc": Measured(value=auprc(outcome, probability, weight)),
        "auroc": Measured(value=auroc(outcome, probability, weight)),
        "log_loss": Measured(value=log_loss(outcome, probability, weight)),
        "calibration_error": Measured(value=expected_calibration_error(outcome, probability, weight, 20)),
        "event_share": Measured(value=float(outcome.mean())),
    }


def _window(inputs: PanelInputs, panels: Panels, before: list[Panel]) -> DataWindow:
    days = panels.days
    return DataWindow(
        train=days.train,
        validate_on=days.validate,
        test=days.test,
        labels_until=shifted(days.test[-1], inputs.plan.window.months),
        known_by=inputs.training_day,
        rows=sum(len(panel.outcome) for panel in before),
        events=sum(int(panel.outcome.sum()) for panel in before),
    )


def _model_id(inputs: PanelInputs, panels: Panels, weights: ModelWeights, author: str) -> str:
    content = {
        "author": author,
        "panels": panels.digests,
        "plan": inputs.plan.hash,
        "pack": inputs.pack.hash,
        "weights": weights.model_dump(mode="json"),
    }
    digest = hashlib.sha256(canonical_json(content).encode()).hexdigest()
    return f"{inputs.pack.id}-{inputs.training_day.isoformat()}-{digest[:12]}"


def _written(models: Path, artefact: ModelArtefact) -> ModelArtefact:
    """Write a new model; the same one, trained before, stays with its approval."""
    if artefact.card.id in models_of(models):
        return read_model(models, artefact.card.id)
    models.mkdir(parents=True, exist_ok=True)
    return write_model(models, artefact)
