"""Receipts: every line of a score, and what was done after the model.

Hazards of the lines add up to the hazard of each factor to 1e-9; shown points are rounded
by the largest remainder, so that lines add up to factors, factors to the model score, and
the model score with its adjustments to the score.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np

from gnn.network import RelationNetwork
from gnn.receipt import Part, raw_receipt
from graph.arrays import Frame
from graph.domain import OWN_FACTORS, Factor
from graph.snapshot import Snapshot
from scoring.cited_records import MOST_CITED, CitedRecords
from scoring.decisions import DecisionKind
from scoring.labels import factor_label
from scoring.lifting import any_of, fading, lifted_class, lifted_tie, lifted_value, outside_window
from scoring.measures.row_specs import DaysInForce, RowSpec
from scoring.month_lookups import MonthLookups
from scoring.pack_indicators import Indicator
from scoring.pack_model import Pack
from scoring.points import part_points
from scoring.receipt_parts import Spelling
from scoring.receipt_sentences import (
    CLAMP,
    adjustment_label,
    indicator_sentence,
    part_kind,
    part_label,
    part_sentence,
    remainder_sentence,
    with_citations,
)
from scoring.results_decisions import decision_line, decision_of
from scoring.results_rows import class_at, finite, known_text, number_at, points_at, text_at
from scoring.results_types import (
    Adjustment,
    Label,
    Receipt,
    ReceiptLine,
    ReceiptLineKind,
    RelationshipPart,
)

_Draft = dict[str, Any]
"""Fields of a line before its points are known."""

SHOWN_PARTS = 200
"""Relationship parts spelled out in a receipt; the others are one exact remainder."""


class ReceiptSource(Protocol):
    """What a receipt is made from: the tables of one published month."""

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
    def decisions(self) -> Frame | None:
        """Decisions in force, None where there were none."""
        ...

    @property
    def snapshot(self) -> Snapshot:
        """Snapshot without excluded facts."""
        ...

    @property
    def lookups(self) -> MonthLookups:
        """Lookups of the snapshot."""
        ...

    @property
    def network(self) -> RelationNetwork:
        """Relation network of the snapshot."""
        ...

    @property
    def scale(self) -> float:
        """Scale of the relationship hazard."""
        ...

    @property
    def relation(self) -> Mapping[str, Any]:
        """``relationship`` of the manifest: baseline or model, and why."""
        ...


def make_receipt(month: ReceiptSource, row: int) -> Receipt:
    """Receipt of one enterprise.

    Parameters
    ----------
    month : ReceiptSource
    row : int
        Enterprise code.

    References
    ----------
    MR/T draft 5.4 and 6.1; Xinjiang specification art. 9.
    """
    scores, pack = month.scores, month.pack
    relation = raw_receipt(month.network, int(scores.numbers("unit")[row]), SHOWN_PARTS)
    structural = [
        (position, number_at(month.indicators, f"line_{pack.indicators[position].id}", row))
        for position in pack.of_factor(Factor.RELATIONSHIP)
    ]
    unbounded = month.scale * relation.raw + sum(hazard for _, hazard in structural)
    bound = number_at(scores, "lambda_relationship", row)
    scaled_by = bound / unbounded if unbounded > 0 else 1.0
    own = CitedRecords(month.snapshot, month.lookups, month.lookups.held_by(row), pack)
    lines = [line for factor in OWN_FACTORS for line in _indicator_lines(month, row, factor, own)]
    lines += [
        _line(month, row, position, hazard * scaled_by, ReceiptLineKind.STRUCTURAL, own)
        for position, hazard in structural
        if hazard > 0
    ]
    factor = month.scale * scaled_by
    spelling = Spelling(month.network.snapshot, month.network.rules, relation.parts)
    enterprise_id = known_text(scores, "enterprise_id", row)
    related = [part.record for part in relation.parts if part.record is not None]
    cited = CitedRecords(month.snapshot, month.lookups, np.array(related, np.int64), pack)
    lifted = _LiftedParts(month, cited)
    lines += [
        _part_line(spelling.part(part), enterprise_id, part.hazard * factor, lifted.by(part))
        for part in relation.parts
    ]
    if relation.total > len(relation.parts):
        lines.append(_remainder(relation.remainder * factor, relation.total - len(relation.parts)))
    scored = bool(scores.numbers("scored")[row])
    model = points_at(scores, "model_score", row) if scored else None
    return Receipt(
        enterprise_id=enterprise_id,
        name=text_at(scores, "name", row),
        scored=scored,
        hazard=sum(number_at(scores, f"lambda_{name.value}", row) for name in Factor),
        model_score=model or 0.0,
        adjustments=_adjustments(month, row),
        score=points_at(scores, "score", row),
        risk_class=class_at(scores, "risk_class", row),
        standalone_class=class_at(scores, "standalone_class", row),
        decision=decision_of(scores, month.decisions, row),
        relationship_raw=relation.raw,
        relationship_scale=month.scale,
        relationship_cap=pack.relationship_cap,
        relationship_way=month.relation["way"],
        relationship_model=month.relation.get("model"),
        relationship_reason=month.relation.get("reason"),
        relationship_scaled_by=scaled_by,
        parts=relation.total,
        lines=_with_points(lines, scores, row, month.pack),
        repaired_facts=int(month.snapshot.enterprises.numbers("repaired_facts")[row]),
        statutory_exceptions=tuple(
            f"{entry.scope}: {entry.effect} ({entry.basis})"
            for entry in pack.statutory_exceptions
            if entry.holds(month.snapshot.as_of)
        ),
    )


def _indicator_lines(month: ReceiptSource, row: int, factor: Factor, own: CitedRecords) -> list[_Draft]:
    hazards = [
        (position, number_at(month.indicators, f"line_{month.pack.indicators[position].id}", row))
        for position in month.pack.of_factor(factor)
    ]
    return [
        _line(month, row, position, hazard, ReceiptLineKind.INDICATOR, own)
        for position, hazard in hazards
        if hazard > 0
    ]


def _line(
    month: ReceiptSource, row: int, position: int, hazard: float, kind: ReceiptLineKind, own: CitedRecords
) -> _Draft:
    indicator = month.pack.indicators[position]
    value = finite(number_at(month.indicators, f"value_{indicator.id}", row))
    known = bool(month.indicators.numbers(f"known_{indicator.id}")[row])
    risk = finite(number_at(month.indicators, f"bin_{indicator.id}", row))
    return {
        "kind": kind,
        "factor": indicator.factor,
        "label": Label(zh=indicator.zh, en=indicator.en),
        "indicator": indicator.id,
        "fact_group": indicator.fact_group,
        "value": value,
        "value_text": indicator.said(value, known),
        "known": known,
        "hazard": hazard,
        **_grounds(indicator, value, known, risk, row, own),
    }


def _grounds(
    indicator: Indicator, value: float | None, known: bool, risk: float | None, row: int, own: CitedRecords
) -> _Draft:
    """Sentence of an indicator and what would lift it; one on own records cites them."""
    sentence, measure = indicator_sentence(indicator, value, known, risk), indicator.measure
    if not indicator.on_records or not isinstance(measure, RowSpec) or value is None:
        return {"sentence": sentence, "lifted_by": lifted_value(indicator, value, known)}
    places = own.of_measure(measure, row)
    if not places:
        return {"sentence": sentence, "lifted_by": lifted_value(indicator, value, known)}
    lifted = own.lifted(places[0], while_listed=measure.in_force or isinstance(measure, DaysInForce))
    if measure.window_months is not None:
        lifted = any_of(lifted, outside_window(measure.window_months))
    return {
        "sentence": with_citations(
            sentence, [own.citation(place) for place in places[:MOST_CITED]], len(places)
        ),
        "lifted_by": lifted or lifted_value(indicator, value, known),
    }


def _part_line(part: RelationshipPart, enterprise_id: str, hazard: float, lifted_by: Label | None) -> _Draft:
    return {
        "kind": part_kind(part),
        "factor": Factor.RELATIONSHIP,
        "label": part_label(part),
        "hazard": hazard,
        "sentence": part_sentence(part, enterprise_id),
        "lifted_by": lifted_by,
        "part": part,
    }


class _LiftedParts:
    """What would lift relationship lines: of their record or class, or of the ties of their path."""

    def __init__(self, month: ReceiptSource, cited: CitedRecords) -> None:
        self._coefficients, self._tie = month.network.coefficients, lifted_tie(month.network.rules)
        self._cited = cited
        self._classes: dict[str, Label | None] = {}
        self._records: dict[int, Label | None] = {}
        self._faded: dict[str, Label | None] = {}

    def by(self, part: Part) -> Label | None:
        """What would lift one of them; most of it is the same for all of a family."""
        family, record = part.family, part.record
        if record is None:
            if family not in self._classes:
                self._classes[family] = any_of(lifted_class(family, self._coefficients), self._tie)
            return self._classes[family]
        if family not in self._faded:
            self._faded[family] = any_of(fading(family, self._coefficients), self._tie)
        if record not in self._records:
            self._records[record] = self._cited.lifted(self._cited.place_of(record), while_listed=False)
        return any_of(self._records[record], self._faded[family])


def _remainder(hazard: float, parts: int) -> _Draft:
    return {
        "kind": ReceiptLineKind.REMAINDER,
        "factor": Factor.RELATIONSHIP,
        "label": Label(zh="其余关联项", en="remaining related parts"),
        "hazard": max(hazard, 0.0),
        "sentence": remainder_sentence(parts),
    }


def _with_points(drafts: list[_Draft], scores: Frame, row: int, pack: Pack) -> tuple[ReceiptLine, ...]:
    """Lines with the points of their factor shared out by largest remainder, and its name in the pack."""
    lines: list[ReceiptLine] = []
    for factor in Factor:
        mine = [draft for draft in drafts if draft["factor"] is factor]
        if mine:
            total = np.array([int(scores.numbers(f"points_{factor.value}")[row])], np.int32)
            hazards = np.array([[draft["hazard"] for draft in mine]])
            points = part_points(hazards, total)[0].tolist()
            name = factor_label(pack, factor)
            lines += [
                ReceiptLine(**draft, factor_label=name, points=part / 100)
                for draft, part in zip(mine, points, strict=True)
            ]
    return tuple(lines)


def _adjustments(month: ReceiptSource, row: int) -> tuple[Adjustment, ...]:
    scores = month.scores
    if not bool(scores.numbers("scored")[row]):
        return ()
    model, score = int(scores.numbers("model_score")[row]), int(scores.numbers("score")[row])
    floor = month.pack.classes.floor_d
    ruled, found = model, []
    rule = text_at(scores, "direct_rule", row)
    if rule is None and bool(scores.numbers("clamped")[row]):
        rule, ruled = CLAMP, floor - 1
    elif rule is not None:
        ruled = max(model, floor)
    if rule is not None:
        label = adjustment_label(rule, month.pack)
        found.append(Adjustment(rule=rule, label=label, points=(ruled - model) / 100))
    decision = decision_of(scores, month.decisions, row)
    if decision is not None and decision.kind != DecisionKind.DIRECT:
        found.append(decision_line(decision, (score - ruled) / 100))
    return tuple(found)
