"""Baseline or model: what a month uses for the relationship hazard, and why.

The month asks once, before it freezes anything; manifest and receipts repeat the answer.
A model that is damaged or of other catalogues stops the month: only what is said here
falls back to the baseline.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from gnn.artefact import models_of, read_model
from gnn.coefficients import Coefficients
from gnn.model_card import ModelArtefact, ModelCard
from graph.catalogue import catalogue_hash
from graph.path_rules import PathRules
from scoring.month_folders import MonthFolder
from scoring.pack_model import Pack
from scoring.reference import Reference
from scoring.results_base import Label

MODELS = "models"
"""Folder of the models of a home."""

Way = Literal["baseline", "model"]

_NONE = Label(
    zh="没有在用的已批准模型，使用规则基线", en="no approved model is in force: the rule baseline counts"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationChoice:
    """What enters the relationship hazard of a month.

    Attributes
    ----------
    way : "baseline" or "model"
    model, hash : id of the model in use and the hash of its card; None for the baseline
    paths : PathRules
    coefficients : Coefficients
    scale : float
    note : str where the scale comes from
    reason : Label why this way
    """

    way: Way
    model: str | None
    hash: str | None
    paths: PathRules
    coefficients: Coefficients
    scale: float
    note: str
    reason: Label

    @property
    def keys(self) -> dict[str, Any]:
        """What steps put into their inputs; nothing for the baseline, which pack and reference name."""
        return {} if self.hash is None else {"model": self.hash}

    @property
    def told(self) -> dict[str, Any]:
        """What the manifest says."""
        return {
            "way": self.way,
            "model": self.model,
            "model_hash": self.hash,
            "scale": self.scale,
            "note": self.note,
            "reason": self.reason.model_dump(),
        }


def baseline_choice(pack: Pack, reference: Reference, reason: Label = _NONE) -> RelationChoice:
    """The expert strengths of a pack with the scale of the reference (1 where it has none)."""
    return RelationChoice(
        way="baseline",
        model=None,
        hash=None,
        paths=pack.relationship.paths,
        coefficients=pack.relationship.coefficients,
        scale=1.0 if reference.scale is None else reference.scale,
        note=reference.scale_note,
        reason=reason,
    )


def choose(home: Path, pack: Pack, reference: Reference, day: date) -> RelationChoice:
    """What a month that ends on a day uses.

    The model of this pack approved last by that day and not retired by then, if its gain
    over the baseline is above the margin and it was trained with this very pack; else the
    baseline, with the reason.

    Raises
    ------
    ModelError
        If the model in force is damaged or of other catalogues: retire it, or train again.
    """
    card = in_force(home, pack.id, day)
    if card is None:
        return baseline_choice(pack, reference)
    found = read_model(home / MODELS, card.id, catalogue_hash())
    if card.pack.hash != pack.hash:
        return baseline_choice(pack, reference, _other_pack(card))
    if not passed(card):
        return baseline_choice(pack, reference, _not_better(card))
    return _with_model(found, gate_words(card))


def relation_of(
    folder: MonthFolder, pack: Pack, reference: Reference, day: date, told: Mapping[str, Any] | None = None
) -> RelationChoice:
    """What a run of a month uses: as told, else as its revision in force did, else as approved by the day.

    Parameters
    ----------
    folder : MonthFolder
    pack : Pack
    reference : Reference
    day : date
        Last day of the month.
    told : mapping, optional
        ``relationship`` of a manifest.
    """
    current = folder.current()
    if told is None and current is not None:
        manifest = folder.manifest(current)
        told = manifest["relationship"] if manifest["pack"]["hash"] == pack.hash else None
    if told is None:
        return choose(folder.home, pack, reference, day)
    return published_choice(folder.home, told, pack, reference)


def published_choice(home: Path, told: Mapping[str, Any], pack: Pack, reference: Reference) -> RelationChoice:
    """What a published revision used, so that the same run gives the same bytes.

    Parameters
    ----------
    home : Path
    told : mapping
        ``relationship`` of its manifest.
    pack : Pack
    reference : Reference

    Raises
    ------
    ModelError
        If its model is damaged or of other catalogues.
    """
    reason = Label.model_validate(told["reason"]) if "reason" in told else _NONE
    if told.get("model") is None:
        return baseline_choice(pack, reference, reason)
    return _with_model(read_model(home / MODELS, told["model"], catalogue_hash()), reason)


def in_force(home: Path, pack_id: str, day: date) -> ModelCard | None:
    """Card of the model of a pack in force on a day: approved last, not retired by then."""
    cards = [read_model(home / MODELS, name).card for name in models_of(home / MODELS)]
    standing = [
        (card.approval.approved_on, card.id, card)
        for card in cards
        if card.approval is not None
        and card.pack.id == pack_id
        and card.approval.approved_on <= day
        and (card.retirement is None or card.retirement.on > day)
    ]
    return max(standing, key=lambda found: found[:2])[2] if standing else None


def passed(card: ModelCard) -> bool:
    """Whether the evidence on a card opens the gate."""
    gate = card.metrics.get("gate_passed")
    return gate is not None and gate.value == 1.0


def gate_words(card: ModelCard) -> Label:
    """Why the gate opened or not, as training wrote it."""
    return Label(zh=card.notes[0], en=card.notes[1]) if len(card.notes) > 1 else _NONE


def _with_model(found: ModelArtefact, reason: Label) -> RelationChoice:
    card, weights = found.card, found.weights
    assert card.approval is not None
    return RelationChoice(
        way="model",
        model=card.id,
        hash=card.hash,
        paths=weights.paths,
        coefficients=weights.coefficients,
        scale=card.approval.scale,
        note=f"model {card.id}: mean of {card.approval.reference_month} equals the target",
        reason=reason,
    )


def _other_pack(card: ModelCard) -> Label:
    return Label(
        zh=f"已批准的模型 {card.id} 是用规则包的另一版本（{card.pack.version}）训练的，使用规则基线",
        en=f"the approved model {card.id} was trained with another version of the pack "
        f"({card.pack.version}): the rule baseline counts",
    )


def _not_better(card: ModelCard) -> Label:
    words = gate_words(card)
    return Label(
        zh=f"已批准的模型 {card.id} 未通过检验：{words.zh}",
        en=f"the approved model {card.id} does not pass the gate: {words.en}",
    )
