"""What one enterprise would score if a tie, a record or a party were otherwise.

Equal to a full computation of the month on the changed facts, for this one enterprise. Only the
legal persons and nodes that ties within reach join are computed, as a small snapshot: indicators
are those published, measured again where a record or tie is another one, and paths are laid again
with the strengths and the scale the month used (baseline or model).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
from pydantic import BaseModel, ConfigDict

from gnn.coparty import ClassSource
from gnn.network import RelationNetwork
from graph.arrays import Frame
from graph.domain import OWN_FACTORS, Factor, RiskClass
from graph.errors import InputError
from graph.filings import Filings
from graph.path_rules import PathRules
from graph.snapshot import Snapshot
from graph.snapshot_part import Part, part_of
from graph.units import Units, build_units
from scoring.classes import CLASS_NAMES
from scoring.decisions import DIRECT_RULE
from scoring.indicators import Indicators, measure
from scoring.job.own import OwnPart, indicators_of, own_of
from scoring.job.score import ScoreInputs, score_table
from scoring.measures.specs import RELATIONS
from scoring.migration.reach import deciding_ties, whole_units, with_deciding
from scoring.pack_model import Pack
from scoring.reference import Reference
from scoring.relation_items import show_relations
from scoring.results_rows import class_at, number_at, points_at, text_at
from scoring.standalone import StandaloneClasses
from scoring.suppositions import Supposed, Supposition, suppose, without_records

Array = np.ndarray[Any, Any]


class Standing(BaseModel):
    """Factor, score and class, by the model: without decisions of officers.

    Attributes
    ----------
    relationship_raw : raw hazard before scale and cap
    relationship_hazard, hazard : of the relationship factor and of all five
    model_score, score : 0 to 1000, before and after direct rules and the clamp
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    relationship_raw: float
    relationship_hazard: float
    hazard: float
    model_score: float | None
    score: float | None
    risk_class: RiskClass | None
    standalone_class: RiskClass | None


class WhatIf(BaseModel):
    """One enterprise as it is and as it would be."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    enterprise_id: str
    way: str
    before: Standing
    after: Standing


class WhatIfSource(Protocol):
    """What a what-if reads of one published month."""

    @property
    def pack(self) -> Pack:
        """Pack of the month."""
        ...

    @property
    def scores(self) -> Frame:
        """Scores by enterprise code."""
        ...

    @property
    def indicators(self) -> Frame:
        """Indicators by enterprise code."""
        ...

    @property
    def snapshot(self) -> Snapshot:
        """Snapshot without excluded facts."""
        ...

    @property
    def network(self) -> RelationNetwork:
        """Relation network of the month, with the strengths it used."""
        ...

    @property
    def scale(self) -> float:
        """Scale of the relationship hazard."""
        ...

    @property
    def manifest(self) -> dict[str, Any]:
        """Manifest as published."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """Everything a score of one enterprise is made of: its row of an own part, and its raw hazard."""

    own: OwnPart
    row: int
    raw: float


class _SupposedClasses:
    """Standalone classes of which some are supposed, also without records."""

    def __init__(self, found: ClassSource, units: Units, classes: dict[int, RiskClass]) -> None:
        self._found = found
        self._of_unit = {
            int(units.unit[code]): CLASS_NAMES.index(name.value) for code, name in classes.items()
        }

    def units(self) -> Array:
        """Class of each unit, int8."""
        classes = self._found.units().copy()
        for unit, code in self._of_unit.items():
            classes[unit] = code
        return classes

    def without(self, units: Array, indptr: Array, records: Array) -> Array:
        """Classes without some records, int8."""
        classes = self._found.without(units, indptr, records)
        for unit, code in self._of_unit.items():
            classes[units == unit] = code
        return classes


def what_if(
    month: WhatIfSource,
    filings: Filings,
    reference: Reference,
    row: int,
    suppositions: Sequence[Supposition],
) -> WhatIf:
    """One enterprise of a published month, as it is and as it would be.

    Parameters
    ----------
    month : WhatIfSource
    filings : Filings
        Of the month, by its codes; excluded ones may be among them.
    reference : Reference
        Of the month.
    row : int
        Enterprise code.
    suppositions : sequence of Supposition

    Raises
    ------
    NotFoundError
        If the month does not count such a fact or enterprise.
    InputError
        If the class of the enterprise itself is supposed, or a fact cannot be so.
    """
    snapshot = month.snapshot
    supposed = suppose(snapshot, month.pack, suppositions)
    units = build_units(supposed.snapshot) if supposed.ties_differ else month.network.units
    if any(units.unit[code] == units.unit[row] for code in supposed.classes):
        raise InputError("expected another enterprise's class to be supposed, got the enterprise's own unit")
    near = _near(supposed.snapshot, units, row, month.network.rules)
    judged = _judge(month, supposed, near, filings, reference, row)
    return WhatIf(
        enterprise_id=str(snapshot.enterprises.text("enterprise_id")[row].as_py()),
        way=str(month.manifest["relationship"]["way"]),
        before=_published(month, row),
        after=_standing(month, judged),
    )


def _near(whole: Snapshot, units: Units, row: int, rules: PathRules) -> Part:
    """Legal persons and nodes that ties which decide a raw hazard join, as a small snapshot."""
    decides = deciding_ties(whole, units, np.array([row], np.int32), rules)
    nodes = np.zeros(whole.nodes, np.bool_)
    nodes[row] = True
    for name in ("src", "dst"):
        nodes[whole.ties.numbers(name)[decides]] = True
    return part_of(with_deciding(whole, decides), whole_units(nodes, units))


def _judge(
    month: WhatIfSource, supposed: Supposed, near: Part, filings: Filings, reference: Reference, row: int
) -> _Judged:
    """Own part and raw hazard on the supposed facts."""
    pack, rules, snapshot, of_part = month.pack.weighing(), month.network.rules, near.snapshot, filings
    if supposed.records:
        kept = without_records(snapshot, FilingsOfPart(filings, near), month.pack, supposed.records)
        snapshot, of_part = kept.snapshot, kept.filings
    if any(indicator.measure.table == RELATIONS for indicator in pack.indicators):
        indicators = _of_whole(supposed, filings, pack, reference).of_rows(near.enterprises)
    else:
        indicators = indicators_of(month.indicators, pack, near.enterprises)
        if supposed.records:
            _measure_again(indicators, snapshot, of_part, pack, reference)
        if supposed.ties_differ:
            _ties_again(indicators, supposed.snapshot, filings, near, pack, reference)
    own = own_of(indicators, snapshot, pack, reference)
    units = build_units(snapshot)
    classes: ClassSource = StandaloneClasses(snapshot, units, own.indicators, pack, reference)
    of_near = {int(near.code[code]): risk for code, risk in supposed.classes.items() if near.code[code] >= 0}
    if of_near:
        classes = _SupposedClasses(classes, units, of_near)
    network = RelationNetwork.build(snapshot, units, rules, month.network.coefficients, classes)
    at = int(near.code[row])
    return _Judged(own=own, row=at, raw=float(network.raw(units.unit[[at]])[0]))


def _of_whole(supposed: Supposed, filings: Filings, pack: Pack, reference: Reference) -> Indicators:
    """Indicators of every enterprise, where one over relations weighs: it looks further than paths do."""
    kept = without_records(supposed.snapshot, filings, pack, supposed.records)
    found = measure(kept.snapshot, kept.filings, pack, reference)
    show_relations(found, kept.snapshot, pack, reference)
    return found


def _measure_again(
    indicators: Indicators, snapshot: Snapshot, filings: Filings, pack: Pack, reference: Reference
) -> None:
    """Put every indicator on records into the matrix, in place."""
    positions, part = _some(pack, "records")
    _put(indicators, positions, measure(snapshot, filings, part, reference))


def _ties_again(
    indicators: Indicators,
    whole: Snapshot,
    filings: Filings,
    near: Part,
    pack: Pack,
    reference: Reference,
) -> None:
    """Put every indicator on ties into the matrix, in place: who shares a node looks at all of its ties."""
    positions, part = _some(pack, "ties")
    if positions:
        _put(indicators, positions, measure(whole, filings, part, reference).of_rows(near.enterprises))


def _some(pack: Pack, table: str) -> tuple[list[int], Pack]:
    """Positions of the indicators on a table, and the pack with no others."""
    found = [row for row, indicator in enumerate(pack.indicators) if indicator.measure.table == table]
    return found, pack.model_copy(update={"indicators": tuple(pack.indicators[row] for row in found)})


def _put(indicators: Indicators, positions: list[int], found: Indicators) -> None:
    indicators.values[:, positions] = found.values
    indicators.bins[:, positions] = found.bins
    indicators.known[:, positions] = found.known


class FilingsOfPart:
    """Filings of the enterprises of a part, by its codes; implements ``Filings``.

    Parameters
    ----------
    filings : Filings of the whole
    part : Part
    """

    def __init__(self, filings: Filings, part: Part) -> None:
        self._filings, self._code = filings, part.code

    def table(self, name: str, columns: Sequence[str]) -> Frame:
        """Rows of one table; see ``Filings``."""
        frame = self._filings.table(name, columns)
        owner = frame.numbers("enterprise")
        known = np.flatnonzero(owner >= 0)
        mine = known[self._code[owner[known]] >= 0]
        kept = frame.take(mine)
        return kept.replace(enterprise=self._code[kept.numbers("enterprise")])


def _standing(month: WhatIfSource, judged: _Judged) -> Standing:
    own, only = judged.own, slice(judged.row, judged.row + 1)
    table = score_table(
        ScoreInputs(
            own=own.hazards.factors[only],
            structural=own.hazards.structural[only],
            raw=np.array([judged.raw]),
            scale=month.scale,
            standalone=own.standalone[only],
            direct=own.direct[only],
            scored=own.scope.scored[only],
        ),
        month.pack,
    )
    return _read(table, 0, judged.raw)


def _published(month: WhatIfSource, row: int) -> Standing:
    """The enterprise as published, without decisions."""
    scores = month.scores
    raw = float(month.network.raw(month.network.units.unit[[row]])[0])
    table = score_table(
        ScoreInputs(
            own=np.array([[number_at(scores, f"lambda_{factor.value}", row) for factor in OWN_FACTORS]]),
            structural=np.array([_structural(month, row)]),
            raw=np.array([raw]),
            scale=month.scale,
            standalone=scores.numbers("standalone_class")[[row]],
            direct=pa.array([_direct_rule(scores, row)], pa.large_string()),
            scored=scores.numbers("scored")[[row]].astype(np.bool_),
        ),
        month.pack,
    )
    return _read(table, 0, raw)


def _direct_rule(scores: Frame, row: int) -> str | None:
    """Direct rules of the model that hold, without D by decision."""
    rules = (text_at(scores, "direct_rule", row) or "").split(",")
    return ",".join(rule for rule in rules if rule and rule != DIRECT_RULE) or None


def _structural(month: WhatIfSource, row: int) -> float:
    names = [month.pack.indicators[position].id for position in month.pack.of_factor(Factor.RELATIONSHIP)]
    return sum(number_at(month.indicators, f"line_{name}", row) for name in names)


def _read(table: Frame, row: int, raw: float) -> Standing:
    scored = bool(table.numbers("scored")[row])
    return Standing(
        relationship_raw=raw,
        relationship_hazard=number_at(table, f"lambda_{Factor.RELATIONSHIP.value}", row),
        hazard=sum(number_at(table, f"lambda_{factor.value}", row) for factor in Factor),
        model_score=points_at(table, "model_score", row) if scored else None,
        score=points_at(table, "score", row),
        risk_class=class_at(table, "risk_class", row),
        standalone_class=class_at(table, "standalone_class", row),
    )
