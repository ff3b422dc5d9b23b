"""Points of indicators as a published month kept them, for any weights of the same indicators."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from graph.domain import OWN_FACTORS, Factor
from graph.errors import InputError
from scoring.factors import own_hazards
from scoring.indicators import Indicators
from scoring.pack_model import Pack
from scoring.reference import Reference
from scoring.results import Month

Floats = npt.NDArray[np.float64]


def refuse_other_indicators(pack: Pack, month: Month) -> None:
    """Refuse a pack whose indicators are not those that the month measured, weights apart.

    Raises
    ------
    InputError
        Names the indicators that differ.
    """
    ours, theirs = _meaning(pack), _meaning(month.pack)
    differing = sorted(name for name in {*ours, *theirs} if ours.get(name) != theirs.get(name))
    if differing:
        raise InputError(
            f"month {month.info.month}: expected the indicators of pack {pack.id} {pack.version}, got others "
            f"in {', '.join(differing[:8])}: give the pack of the month or score the month with this pack"
        )


def _meaning(pack: Pack) -> dict[str, dict[str, Any]]:
    return {indicator.id: indicator.model_dump(exclude={"weight"}) for indicator in pack.indicators}


def own_weighing(pack: Pack) -> Pack:
    """The pack with those indicators of the own factors that weigh something."""
    rows = tuple(
        indicator
        for indicator in pack.indicators
        if indicator.factor in OWN_FACTORS and indicator.weight * pack.factors[indicator.factor] > 0
    )
    return pack.model_copy(update={"indicators": rows})


def reference_of(month: Month, home: Path) -> Reference:
    """Reference tables of a month; its means stand in for unknown values."""
    return Reference.read(home, month.info.reference)


def effective_points(
    month: Month, rows: npt.NDArray[Any], pack: Pack, reference: Reference
) -> npt.NDArray[np.float32]:
    """Points in [0, 1] of chosen enterprises after stand-ins and fact-group maximum.

    Line k of an enterprise is kappa * weight_f * weight_k * points: linear in the weights as
    long as no group is at its maximum; there the points are scaled under the pack's weights.

    Parameters
    ----------
    month : Month
        Only the columns of ``pack``'s indicators are read, and only their rows ``rows``.
    rows : int[r] enterprise codes
    pack : Pack
        Of ``own_weighing``.
    reference : Reference

    Returns
    -------
    float32[r, indicators of the pack]
    """
    lines = own_hazards(measured_rows(month, rows, pack), pack, reference).lines
    for column, coefficient in enumerate(coefficients_of(pack)):
        lines[:, column] /= coefficient
    return np.asarray(lines, dtype=np.float32)


def measured_rows(month: Month, rows: npt.NDArray[Any], pack: Pack) -> Indicators:
    """Measured indicators of chosen enterprises; values are not read."""
    shape = (len(rows), len(pack.indicators))
    bins, known = np.empty(shape, order="F"), np.empty(shape, dtype=np.bool_, order="F")
    for position, indicator in enumerate(pack.indicators):
        bins[:, position] = month.indicators.cells(f"bin_{indicator.id}", rows)
        known[:, position] = month.indicators.cells(f"known_{indicator.id}", rows)
    return Indicators(
        ids=tuple(indicator.id for indicator in pack.indicators), values=bins, bins=bins, known=known
    )


def relationship_points(month: Month, rows: npt.NDArray[Any]) -> Floats:
    """Relationship hazard of chosen enterprises over its cap, float64[r], 0 to 1."""
    hazard = month.scores.numbers(f"lambda_{Factor.RELATIONSHIP.value}")[rows]
    cap = month.pack.relationship_cap
    return np.asarray(hazard / cap) if cap > 0 else np.zeros(len(rows))


def coefficients_of(pack: Pack) -> Floats:
    """Coefficient kappa * weight_f * weight_k of each indicator of a pack, float64[indicators]."""
    return np.array([pack.kappa * pack.factors[one.factor] * one.weight for one in pack.indicators])
