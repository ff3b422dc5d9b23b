"""Training, evaluation and registry of relationship models, for commands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict
from rich.console import RenderableType

from api.dates import day_from
from api.model_reads import gain_text, path_rules_label
from api.model_words import WORDS, heads, title
from api.output import cell, table
from api.progress import bars
from api.training_inputs import day_delivered, delivered, inputs_on
from api.words import WORDS as SHARED
from api.words import Say
from gnn.artefact import read_model
from gnn.fit import solved_by
from gnn.model_card import ModelArtefact, ModelCard, Strength
from graph.errors import ModelError
from graph.logs import run_context
from scoring.evaluation.evaluated import evaluate
from scoring.evaluation.report import write_report
from scoring.evaluation.results import EvaluationReport
from scoring.labels import step_label
from scoring.model_registry import approve_model, list_models, retire_model, show_model
from scoring.pack import load_pack
from scoring.relation_choice import MODELS, gate_words, passed
from scoring.results_base import Label
from scoring.training.trained import train

if TYPE_CHECKING:
    from api.workplace import Workplace

EVALUATIONS = "evaluations"
"""Folder of the reports of a home."""


class ModelView(BaseModel):
    """A model: its card and its strengths, with the names of the families of ties."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    card: ModelCard
    passed: bool
    reason: Label
    strengths: tuple[Strength, ...]
    families: dict[str, Label]


class ModelList(BaseModel):
    """Models of a home."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    items: tuple[ModelCard, ...]


class Evaluated(BaseModel):
    """An evaluation and where its report lies."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    report: EvaluationReport
    html: str
    data: str


def train_one(
    place: Workplace, *, day: str, author: str, pack: str, plan: Path | None, device: str
) -> ModelView:
    """Train a model and give back what was written.

    Raises
    ------
    InputError
        If the day lies ahead, or after the newest delivery.
    ModelError
        If a GPU is asked for and there is none.
    """
    with run_context(f"train {day}"), computed_on(device), bars("train") as tell:
        inputs = inputs_on(place, day_delivered(place, day), pack=pack, plan=plan, tell=tell)
        return view(train(inputs, author).artefact)


def evaluate_one(
    place: Workplace, model: str, *, pack: str, plan: Path | None, free: bool, device: str
) -> Evaluated:
    """Evaluate a model on its own panels; they are made again where they are gone.

    Raises
    ------
    ModelError
        If pack, plan, facts or device are not those it was trained with.
    InputError
        If it was trained after the newest delivery that still counts.
    """
    card = read_model(place.home / MODELS, model).card
    window = card.data_window
    delivered(place, window.known_by, "train on an earlier day and evaluate that model")
    with run_context(f"evaluate {model}"), computed_on(device), bars("evaluate") as tell:
        inputs = inputs_on(place, window.known_by, pack=pack, plan=plan, tell=tell)
        trained = train(inputs, card.author, (*window.train, *window.validate_on, *window.test))
        if trained.artefact.card.id != model:
            raise ModelError(
                f"evaluate: expected the facts, pack, plan and device that {model} was trained with, got "
                f"others (they make {trained.artefact.card.id}): evaluate that one",
                model=model,
            )
        report = evaluate(trained, inputs, free=free, tell=lambda name: tell(f"row {name}", 0, 1))
    data, page = write_report(report, place.home / EVALUATIONS / model)
    return Evaluated(report=report, html=str(page), data=str(data))


@contextmanager
def computed_on(device: str) -> Iterator[None]:
    """Fits inside are computed on a device: ``cpu`` needs no torch, and threads change no byte.

    Raises
    ------
    ModelError
        If a GPU is asked for and there is none, or the word is unknown.
    """
    if device == "cpu":
        yield
        return
    from gnn.torch_problem import device_of, on_device

    found = device_of(device)
    with solved_by(None if found.type == "cpu" else on_device(found)):
        yield


def list_all(place: Workplace) -> ModelList:
    """All models of the home."""
    return ModelList(items=tuple(list_models(place.home)))


def show_one(place: Workplace, model: str) -> ModelView:
    """One model."""
    return view(show_model(place.home, model))


def approve_one(
    place: Workplace, model: str, *, approver: str, on: str, document_no: str, pack: str
) -> ModelView:
    """Approve a model."""
    with run_context(f"approve {model}"), bars("approve") as tell:
        approve_model(
            *(place.home, place.store, place.filings, load_pack(pack), model),
            approver=approver,
            on=day_from(on, "on"),
            document_no=document_no,
            progress=tell,
        )
    return show_one(place, model)


def retire_one(place: Workplace, model: str, *, by: str, on: str, reason: str) -> ModelView:
    """Retire a model."""
    retire_model(place.home, model, by=by, on=day_from(on, "on"), reason=reason)
    return show_one(place, model)


def view(found: ModelArtefact) -> ModelView:
    """What is shown of a model."""
    return ModelView(
        card=found.card,
        passed=passed(found.card),
        reason=gate_words(found.card),
        strengths=found.weights.strengths,
        families={name: Label(zh=one.zh, en=one.en) for name, one in found.weights.paths.families.items()},
    )


def _state(card: ModelCard) -> Label:
    if card.retirement is not None:
        return WORDS["retired"]
    return WORDS["candidate" if card.approval is None else "approved"]


def render_list(answer: ModelList, say: Say) -> Iterator[RenderableType]:
    """Models of a home."""
    yield table(
        title(say, "models"),
        heads(say, "=id", "state", "pack", "gate", "#gain", "approved_on"),
        (
            (
                *(card.id, say(_state(card)), card.pack.id, say(SHARED["yes" if passed(card) else "no"])),
                gain_text(card),
                "-" if card.approval is None else card.approval.approved_on,
            )
            for card in answer.items
        ),
    )


def render_one(answer: ModelView, say: Say) -> Iterator[RenderableType]:
    """Card and strengths of a model."""
    yield from render_list(ModelList(items=(answer.card,)), say)
    yield cell("")
    yield cell(say(answer.reason))
    rules = answer.card.variant
    yield cell(f"{say(WORDS['path_rules'])}: {say(path_rules_label(rules))} ({rules})")
    yield table(
        title(say, "metrics"),
        heads(say, "name", "#value"),
        ((name, f"{one.value:.6f}") for name, one in sorted(answer.card.metrics.items())),
    )
    yield table(
        title(say, "strengths"),
        heads(say, "family", "step", "#hazard", "#low", "#high", "policy"),
        (
            (
                say(answer.families.get(one.family, Label(zh=one.family, en=one.family))),
                say(step_label(one.step)),
                f"{one.hazard:.5f}",
                f"{one.low:.5f}",
                f"{one.high:.5f}",
                say(SHARED["yes" if one.policy else "no"]),
            )
            for one in answer.strengths
        ),
    )


def render_evaluation(answer: Evaluated, say: Say) -> Iterator[RenderableType]:
    """Rows of an evaluation."""
    report = answer.report
    yield cell(say(report.reason))
    yield table(
        title(say, "evaluation", model=report.model),
        heads(say, "name", "#auprc", "#auroc", "#lift", "#ece"),
        (
            (
                say(row.label),
                f"{row.auprc:.4f}",
                f"{row.auroc:.4f}",
                f"{row.lift['0.01']:.1f}",
                "-" if row.ece is None else f"{row.ece:.4f}",
            )
            for row in report.rows
        ),
    )
    yield cell("")
    yield cell(answer.html)
