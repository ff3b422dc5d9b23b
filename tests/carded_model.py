"""An approved model as a home keeps it, with a card and expert numbers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from gnn.artefact import write_model
from gnn.model_card import (
    Approval,
    DataWindow,
    Measured,
    ModelArtefact,
    ModelCard,
    ModelWeights,
    PackStamp,
    Strength,
)
from gnn.variants import PACK
from scoring.relation_choice import MODELS
from tests.relation_worlds import expert

AUTHOR, APPROVER = "Wang Analyst", "Li Approver"


def with_model(
    home: Path,
    *,
    known_by: date = date(2026, 10, 31),
    variant: str = PACK,
    metrics: Mapping[str, Measured] | None = None,
) -> Path:
    """A home, with one approved model in it."""
    rules = expert()
    card = ModelCard(
        id="learned",
        created_on=date(2026, 10, 31),
        author=AUTHOR,
        catalogue_hash="a" * 64,
        pack=PackStamp(id="mrt", version="1", hash="b" * 64),
        data_window=DataWindow(
            train=(date(2024, 3, 31), date(2024, 6, 30)),
            validate_on=(date(2024, 9, 30),),
            test=(date(2025, 9, 30),),
            labels_until=date(2026, 9, 30),
            known_by=known_by,
            rows=1000,
            events=90,
        ),
        variant=variant,
        metrics={"gain_over_baseline": Measured(value=0.02, low=0.01, high=0.03), **(metrics or {})},
        kkt_residual=1e-9,
        approval=Approval(
            approver=APPROVER, approved_on=date(2026, 11, 23), reference_month="2026-10", scale=1.25
        ),
    )
    strengths = (
        Strength(family="equity", step="event|1|12", hazard=0.1, low=0.05, high=0.2),
        Strength(family="equity", step="event|2|12", hazard=0.0, low=0.0, high=0.2),
    )
    weights = ModelWeights(coefficients=rules.coefficients, paths=rules.paths, strengths=strengths)
    write_model(home / MODELS, ModelArtefact(card=card, weights=weights))
    return home
