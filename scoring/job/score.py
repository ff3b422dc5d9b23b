"""Step score: five hazards to scores, classes, clamp and points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import Frame
from graph.domain import OWN_FACTORS, Factor
from scoring.classes import clamp, class_codes
from scoring.pack_model import Pack
from scoring.points import part_points, score_hundredths

Floats = npt.NDArray[np.float64]
NOT_SCORED = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreInputs:
    """What a score is made of, by enterprise code.

    Attributes
    ----------
    own : float64[n, 4] hazards in the order of ``OWN_FACTORS``
    structural : float64[n] weighted relationship items
    raw : float64[n] raw relationship hazard of the enterprise's unit
    scale : float
    standalone : int8[n], -1 none
    direct : text[n], null where no rule holds
    scored : bool[n]
    """

    own: Floats
    structural: Floats
    raw: Floats
    scale: float
    standalone: npt.NDArray[np.int8]
    direct: pa.LargeStringArray
    scored: npt.NDArray[np.bool_]


def relationship_hazard(raw: Floats, structural: Floats, scale: float, pack: Pack) -> Floats:
    """Hazard of the relationship factor: min(cap, scale * raw + structural), float64[n]."""
    return np.minimum(pack.relationship_cap, scale * raw + structural)


def score_table(inputs: ScoreInputs, pack: Pack) -> Frame:
    """Scores of all enterprises.

    Returns
    -------
    Frame, row = enterprise code
        bool scored, clamped; int32 score, model_score (hundredths, -1 not scored),
        points_<factor> (hundredths, 0 not scored); int8 risk_class (-1 none),
        standalone_class; float64 lambda_<factor>; text direct_rule.

    Raises
    ------
    JobError
        If a hazard is no number or a score leaves 0-1000: nothing is published.
    """
    hazards = five_hazards(inputs, pack)
    table = np.stack([hazards[factor] for factor in Factor], axis=1)
    total = total_hazard(hazards)
    model = score_hundredths(total, pack)
    holds = np.asarray(pc.is_valid(inputs.direct), dtype=np.bool_)
    final, clamped = clamp(model, inputs.standalone, holds, pack)
    scored = inputs.scored
    points = part_points(table, np.where(scored, model, 0).astype(np.int32))
    columns: dict[str, Any] = {
        "scored": scored,
        "score": np.where(scored, final, NOT_SCORED).astype(np.int32),
        "model_score": np.where(scored, model, NOT_SCORED).astype(np.int32),
        "risk_class": np.where(scored, class_codes(final, pack), NOT_SCORED).astype(np.int8),
        "standalone_class": inputs.standalone.astype(np.int8),
        "direct_rule": inputs.direct,
        "clamped": clamped & scored,
        **{f"lambda_{factor.value}": hazards[factor] for factor in Factor},
        **{f"points_{factor.value}": points[:, k].astype(np.int32) for k, factor in enumerate(Factor)},
    }
    return Frame(columns)


def five_hazards(inputs: ScoreInputs, pack: Pack) -> dict[Factor, Floats]:
    """Hazard of each factor, float64[n] each."""
    found = {factor: np.ascontiguousarray(inputs.own[:, k]) for k, factor in enumerate(OWN_FACTORS)}
    found[Factor.RELATIONSHIP] = relationship_hazard(inputs.raw, inputs.structural, inputs.scale, pack)
    return found


def total_hazard(hazards: dict[Factor, Floats]) -> Floats:
    """Sum over the factors in their fixed order."""
    total = np.zeros(len(hazards[Factor.ATTRIBUTE]))
    for factor in Factor:
        total = total + hazards[factor]
    return total
