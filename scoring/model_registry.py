"""The registry of models: list, show, approve, retire; author and approver differ."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from gnn.artefact import amend_card, models_of, read_model
from gnn.model_card import Approval, ModelArtefact, ModelCard, Retirement
from graph.catalogue import catalogue_hash
from graph.errors import ModelError
from graph.store.protocol import FactStore
from scoring.job.frozen import FilingSource
from scoring.job.reference import reference_for
from scoring.job.workbench import Progress, silent
from scoring.pack_model import Pack
from scoring.relation_choice import MODELS
from scoring.training.scale import scale_on


def list_models(home: Path) -> list[ModelCard]:
    """Cards of all models of a home, by id.

    Raises
    ------
    ModelError
        If one is damaged; names it.
    """
    return [read_model(home / MODELS, name).card for name in models_of(home / MODELS)]


def show_model(home: Path, model_id: str) -> ModelArtefact:
    """A model with its weights."""
    return read_model(home / MODELS, model_id)


def approve_model(
    home: Path,
    store: FactStore,
    filings: FilingSource,
    pack: Pack,
    model_id: str,
    *,
    approver: str,
    on: date,
    document_no: str = "",
    progress: Progress = silent,
) -> ModelCard:
    """Let a model enter the months that end on a day or later; its scale is fixed now.

    Parameters
    ----------
    home : Path
    store, filings : facts
    pack : Pack
        The pack it was trained with.
    model_id : str
    approver : str
        Another person than the author of the training.
    on : date
        Not before the day of knowledge it was trained with.
    document_no : str
    progress : Progress

    Raises
    ------
    ModelError
        If author and approver are one, the model is approved already, was trained with
        other catalogues or another pack, has no strength, or no scale keeps the mean of
        the factor.
    """
    found = read_model(home / MODELS, model_id, catalogue_hash())
    card = found.card
    _refuse(card, pack, approver, on)
    reference = reference_for(home, store, filings, pack, on, progress)
    progress("scale", 0, 1)
    scale = scale_on(reference, store, filings, pack, found.weights.coefficients, found.weights.paths)
    progress("scale", 1, 1)
    if scale is None:
        raise ModelError(
            f"models approve: expected a model that reaches the pack's target mean on {reference.as_of}, got "
            f"{model_id}, which reaches too few: the rule baseline stays in use",
            model=model_id,
        )
    approval = Approval(
        approver=approver,
        approved_on=on,
        reference_month=f"{reference.as_of:%Y-%m}",
        scale=scale,
        document_no=document_no,
    )
    return amend_card(home / MODELS, card.model_copy(update={"approval": approval}))


def _refuse(card: ModelCard, pack: Pack, approver: str, on: date) -> None:
    if not approver.strip() or approver == card.author:
        raise ModelError(
            f"models approve: expected an approver other than the author of {card.id}, got the same person",
            model=card.id,
        )
    if card.approval is not None:
        raise ModelError(
            f"models approve: expected a candidate, got {card.id}, approved on {card.approval.approved_on}",
            model=card.id,
        )
    if card.pack.hash != pack.hash:
        raise ModelError(
            f"models approve: expected the pack {card.pack.id} {card.pack.hash[:12]} that {card.id} was "
            f"trained with, got {pack.id} {pack.hash[:12]}: train again with the pack in force",
            model=card.id,
        )
    if on < card.created_on:
        raise ModelError(
            f"models approve: expected a day from {card.created_on}, the data of {card.id}, got {on}",
            model=card.id,
        )


def retire_model(home: Path, model_id: str, *, by: str, on: date, reason: str) -> ModelCard:
    """Take a model out of the months that end on a day or later.

    Raises
    ------
    ModelError
        If it is not approved or retired already.
    """
    card = read_model(home / MODELS, model_id).card
    if card.approval is None or card.retirement is not None:
        state = "is a candidate" if card.approval is None else "is retired already"
        raise ModelError(
            f"models retire: expected an approved model, got {model_id}, which {state}", model=model_id
        )
    retirement = Retirement(by=by, on=on, reason=reason)
    return amend_card(home / MODELS, card.model_copy(update={"retirement": retirement}))
