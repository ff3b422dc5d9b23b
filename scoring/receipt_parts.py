"""One part of the relationship hazard with its party, record or class, and path spelled out."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from gnn.receipt import Part, PathLeg
from graph import catalogue
from graph.domain import TIE_KINDS, NodeKind, day_of
from scoring.results_rows import text_at
from scoring.results_types import Label, PathTie, RelatedParty, RelatedRecord, RelationshipPart

if TYPE_CHECKING:
    from graph.snapshot import Snapshot
    from scoring.receipts import ReceiptSource


def relationship_part(month: ReceiptSource, part: Part) -> RelationshipPart:
    """Part of a receipt in the shape of results."""
    snapshot = month.snapshot
    family = month.pack.relationship.paths.families[part.family]
    return RelationshipPart(
        family=part.family,
        label=Label(zh=family.zh, en=family.en),
        party=related_party(snapshot, part.party),
        record=None if part.record is None else _record(snapshot, part.record, part.severity),
        related_class=part.risk_class,
        path=tuple(_tie(snapshot, leg) for leg in part.legs),
        path_nodes=_nodes(snapshot, part.legs),
        strength=part.strength,
        age_months=part.age_months,
        raw=part.hazard,
    )


def related_party(snapshot: Snapshot, code: int) -> RelatedParty:
    """Party of a node code; only enterprises carry a name."""
    kind = snapshot.kind_of(code)
    name = text_at(snapshot.enterprises, "name", code) if kind is NodeKind.ENTERPRISE else None
    return RelatedParty(id=snapshot.id_of(code), kind=kind, name=name)


def _record(snapshot: Snapshot, row: int, severity: int | None) -> RelatedRecord:
    records = snapshot.records
    kind = str(records.text("kind")[row].as_py())
    entry = catalogue.records().kinds.get(kind)
    return RelatedRecord(
        record_id=str(records.text("record_id")[row].as_py()),
        kind=kind,
        label=Label(zh=entry.zh, en=entry.en) if entry else Label(zh=kind, en=kind),
        severity=severity,
        decided_on=day_of(int(records.numbers("decided_on")[row])),
        document_no=text_at(records, "document_no", row),
        authority=text_at(records, "authority", row),
        source=text_at(records, "source", row),
    )


def _tie(snapshot: Snapshot, leg: PathLeg) -> PathTie:
    ties = snapshot.ties
    kind = TIE_KINDS[int(ties.numbers("kind")[leg.tie])]
    entry = catalogue.relations().kinds[kind]
    share = float(ties.numbers("share")[leg.tie])
    source = related_party(snapshot, int(ties.numbers("src")[leg.tie]))
    target = related_party(snapshot, int(ties.numbers("dst")[leg.tie]))
    return PathTie(
        tie_id=str(ties.text("tie_id")[leg.tie].as_py()),
        kind=kind,
        label=Label(zh=entry.zh, en=entry.en),
        source_id=source.id,
        source_name=source.name,
        target_id=target.id,
        target_name=target.name,
        role=text_at(ties, "role", leg.tie),
        share=None if math.isnan(share) else round(share, 6),
        valid_from=day_of(int(ties.numbers("valid_from")[leg.tie])),
        valid_to=day_of(int(ties.numbers("valid_to")[leg.tie])),
        confidence=leg.confidence,
        role_strength=leg.role,
        share_strength=leg.share,
        ended_decay=leg.ended,
        carry=leg.carry,
        hub_factor=leg.hub_factor,
    )


def _nodes(snapshot: Snapshot, legs: tuple[PathLeg, ...]) -> tuple[str, ...]:
    """Ids along the path; a leg may begin at another member of the same legal person."""
    found: list[str] = []
    for leg in legs:
        source = snapshot.id_of(int(snapshot.ties.numbers("src")[leg.tie]))
        target = snapshot.id_of(int(snapshot.ties.numbers("dst")[leg.tie]))
        begin, end = (source, target) if leg.forward else (target, source)
        if not found or found[-1] != begin:
            found.append(begin)
        found.append(end)
    return tuple(found)
