"""The relation network of a published month by its own strengths, or by those of a trained model."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from gnn.artefact import models_of, read_model
from gnn.network import RelationNetwork
from graph.errors import InputError
from scoring.job.own import points_of, relation_network
from scoring.reference import Reference
from scoring.relation_choice import MODELS, RelationChoice, published_choice
from scoring.results import Month


def choice_of(month: Month, home: Path, trained: Path | None) -> RelationChoice:
    """What the month used; with a home of models strengths and path rules of its last one.

    The scale stays that of the month.

    Raises
    ------
    InputError
        If there is no model.
    """
    reference = Reference.read(home, month.manifest["reference"]["id"])
    choice = published_choice(home, month.manifest["relationship"], month.pack, reference)
    if trained is None:
        return choice
    names = models_of(trained / MODELS)
    if not names:
        raise InputError("benchmark: expected a home with a trained model, got none: train one there")
    found = read_model(trained / MODELS, names[-1])
    return replace(
        choice,
        way="model",
        model=found.card.id,
        hash=found.card.hash,
        paths=found.weights.paths,
        coefficients=found.weights.coefficients,
    )


def network_of(month: Month, home: Path, choice: RelationChoice) -> RelationNetwork:
    """The network that the month publishes with a choice, from its facts and indicators."""
    reference = Reference.read(home, month.manifest["reference"]["id"])
    points = points_of(month.indicators, month.pack)
    return relation_network(month.snapshot, points, month.pack, reference, choice)[1]
