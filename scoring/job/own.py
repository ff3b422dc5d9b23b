"""Own factors of one snapshot: indicators, hazards, direct rules, scope, standalone classes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from gnn.network import RelationNetwork
from graph.arrays import Frame
from graph.filings import Filings
from graph.snapshot import Snapshot
from graph.units import Units, build_units
from scoring.classes import InScope, in_scope
from scoring.direct import direct_rules
from scoring.factors import OwnHazards, own_hazards
from scoring.indicators import Indicators, Points, measure_points
from scoring.pack_model import Pack
from scoring.reference import Reference
from scoring.relation_choice import RelationChoice, baseline_choice
from scoring.standalone import StandaloneClasses, standalone_class

Classes = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPart:
    """Everything about enterprises that needs no relation.

    Attributes
    ----------
    indicators : Points
    hazards : OwnHazards
    direct : text[n], null where no direct rule holds
    scope : InScope
    standalone : int8[n], -1 none
    """

    indicators: Points
    hazards: OwnHazards
    direct: pa.LargeStringArray
    scope: InScope
    standalone: Classes


def own_part(snapshot: Snapshot, filings: Filings, pack: Pack, reference: Reference) -> OwnPart:
    """Measure the own factors of every enterprise of a snapshot without excluded facts."""
    return own_of(measure_points(snapshot, filings, pack, reference), snapshot, pack, reference)


def own_of(indicators: Points, snapshot: Snapshot, pack: Pack, reference: Reference) -> OwnPart:
    """Hazards and classes from the points of the pack's indicators."""
    hazards = own_hazards(indicators, pack, reference)
    direct = direct_rules(snapshot, pack)
    scope = in_scope(snapshot, pack)
    holds = np.asarray(pc.is_valid(direct), dtype=np.bool_)
    return OwnPart(
        indicators=indicators,
        hazards=hazards,
        direct=direct,
        scope=scope,
        standalone=standalone_class(hazards, holds, scope.travels, pack),
    )


def relation_network(
    snapshot: Snapshot, points: Points, pack: Pack, reference: Reference, choice: RelationChoice | None = None
) -> tuple[Units, RelationNetwork]:
    """Units of a snapshot and their relation network with the strengths chosen, else the pack's baseline."""
    units = build_units(snapshot)
    classes = StandaloneClasses(snapshot, units, points, pack, reference)
    chosen = choice or baseline_choice(pack, reference)
    return units, RelationNetwork.build(snapshot, units, chosen.paths, chosen.coefficients, classes)


def measure_frame(indicators: Indicators) -> Frame:
    """Indicators as columns value_<id>, bin_<id> and known_<id> (int8: a bool is not mapped but copied)."""
    columns: dict[str, Any] = {}
    for position, name in enumerate(indicators.ids):
        columns[f"value_{name}"] = np.ascontiguousarray(indicators.values[:, position])
        columns[f"bin_{name}"] = np.ascontiguousarray(indicators.bins[:, position])
        columns[f"known_{name}"] = indicators.known[:, position].astype(np.int8)
    return Frame(columns)


def indicators_of(frame: Frame, pack: Pack, rows: npt.NDArray[np.int64] | None = None) -> Indicators:
    """Indicators of a pack from the columns of ``measure_frame``, of some rows or of all.

    No column is read that the pack does not have.
    """
    ids = tuple(indicator.id for indicator in pack.indicators)
    return Indicators(
        ids=ids,
        values=_matrix(frame, "value", ids, np.float64, rows),
        bins=_matrix(frame, "bin", ids, np.float64, rows),
        known=_matrix(frame, "known", ids, np.bool_, rows),
    )


def points_of(frame: Frame, pack: Pack) -> Points:
    """Points of a pack from the columns of ``measure_frame``; no value is read."""
    ids = tuple(indicator.id for indicator in pack.indicators)
    return Points(
        ids=ids,
        bins=_matrix(frame, "bin", ids, np.float64, None),
        known=_matrix(frame, "known", ids, np.bool_, None),
    )


def line_frame(hazards: OwnHazards, ids: tuple[str, ...]) -> Frame:
    """Hazard of each indicator as columns line_<id>."""
    return Frame(
        {
            f"line_{name}": np.ascontiguousarray(hazards.lines[:, position])
            for position, name in enumerate(ids)
        }
    )


def _matrix(
    frame: Frame, prefix: str, ids: tuple[str, ...], dtype: Any, rows: npt.NDArray[np.int64] | None
) -> npt.NDArray[Any]:
    matrix = np.empty((frame.rows if rows is None else len(rows), len(ids)), dtype, order="F")
    for position, name in enumerate(ids):
        matrix[:, position] = frame.cells(f"{prefix}_{name}", slice(None) if rows is None else rows)
    return matrix


def raw_of_enterprises(
    network: RelationNetwork, progress: Callable[[int, int], None] | None = None
) -> npt.NDArray[np.float64]:
    """Raw relationship hazard of each enterprise: its unit's, float64[n]."""
    raw = network.raw_all(progress)
    return np.asarray(raw[network.units.unit])
