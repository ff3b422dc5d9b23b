"""One part of the relationship hazard with its party, record or class, and path spelled out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

from gnn.receipt import Part, PathLeg
from graph import catalogue
from graph.columns import Sensitivity
from graph.domain import TIE_KINDS, NodeKind, TieKind, day_of
from graph.path_rules import PathRules
from graph.same_person.links import NOT_REVIEWED
from graph.snapshot import Snapshot
from scoring.results_rows import Cells, text_at
from scoring.results_types import (
    JoinedPersons,
    Label,
    PathTie,
    RelatedParty,
    RelatedRecord,
    RelationshipPart,
)


class Spelling:
    """Spells out the parts of one receipt; parties and ties that come again are spelled once.

    Parameters
    ----------
    snapshot : Snapshot
        Without excluded facts, the one of the network.
    rules : PathRules
        For the labels of the families.
    parts : sequence of Part
        Those that will be spelled out; what they name is read at once.
    """

    def __init__(self, snapshot: Snapshot, rules: PathRules, parts: Sequence[Part]) -> None:
        self._snapshot = snapshot
        self._records = Cells(snapshot.records, (part.record for part in parts if part.record is not None))
        self._tie_cells = Cells(snapshot.ties, (leg.tie for part in parts for leg in part.legs))
        self._families = {name: Label(zh=entry.zh, en=entry.en) for name, entry in rules.families.items()}
        self._parties: dict[int, RelatedParty] = {}
        self._ties: dict[PathLeg, PathTie] = {}
        self._joined = _joined_persons(snapshot)

    def part(self, part: Part) -> RelationshipPart:
        """Part of a receipt in the shape of results."""
        path = tuple(self._tie(leg) for leg in part.legs)
        record = None if part.record is None else _record(self._records, part.record, part.severity)
        party = self._party(part.party)
        joined = {link: None for tie in path for link in self._joined.get(tie.tie_id, ())}
        if record is not None:
            moved = self._joined.get(record.record_id, ())
            joined |= {
                link: None for link in moved if party.kind is not NodeKind.PERSON or link.same_as == party.id
            }
        return RelationshipPart(
            family=part.family,
            label=self._families[part.family],
            party=party,
            record=record,
            related_class=part.risk_class,
            path=path,
            path_nodes=_nodes(part.legs, path),
            joined=tuple(joined),
            strength=part.strength,
            age_months=part.age_months,
            raw=part.hazard,
        )

    def _party(self, code: int) -> RelatedParty:
        if code not in self._parties:
            self._parties[code] = related_party(self._snapshot, code)
        return self._parties[code]

    def _tie(self, leg: PathLeg) -> PathTie:
        if leg not in self._ties:
            ties = self._tie_cells
            source, target = (self._party(ties.at(end, leg.tie)) for end in ("src", "dst"))
            self._ties[leg] = _tie(ties, leg, source, target)
        return self._ties[leg]


def _joined_persons(snapshot: Snapshot) -> dict[str, list[JoinedPersons]]:
    """Verdicts that moved a tie or a record from one person id to another, by the fact's id."""
    frame, found = snapshot.same_persons, dict[str, list[JoinedPersons]]()
    for row, fact in enumerate(frame.text("fact_id").to_pylist()):
        number = int(frame.numbers("review")[row])
        reviewer = None if number == NOT_REVIEWED else str(frame.text("reviewer")[row].as_py())
        link = JoinedPersons(
            person_id=snapshot.id_of(frame.numbers("person")[row]),
            same_as=snapshot.id_of(frame.numbers("same_as")[row]),
            review=None if number == NOT_REVIEWED else number,
            reviewer=reviewer,
        )
        found.setdefault(fact, []).append(link)
    return found


def related_party(snapshot: Snapshot, code: int) -> RelatedParty:
    """Party of a node code; only enterprises carry a name."""
    kind = snapshot.kind_of(code)
    name = text_at(snapshot.enterprises, "name", code) if kind is NodeKind.ENTERPRISE else None
    return RelatedParty(id=snapshot.id_of(code), kind=kind, name=name)


@lru_cache(maxsize=1_024)
def _record_label(kind: str) -> Label:
    """Name of a kind of records; the kind itself where the catalogue lacks it."""
    entry = catalogue.records().kinds.get(kind)
    return Label(zh=entry.zh, en=entry.en) if entry else Label(zh=kind, en=kind)


@lru_cache(maxsize=64)
def _tie_label(kind: TieKind) -> Label:
    entry = catalogue.relations().kinds[kind]
    return Label(zh=entry.zh, en=entry.en)


def _record(records: Cells, row: int, severity: int | None) -> RelatedRecord:
    kind = records.at("kind", row)
    entry = catalogue.records().kinds.get(kind)
    return RelatedRecord(
        record_id=records.at("record_id", row),
        kind=kind,
        label=_record_label(kind),
        severity=severity,
        decided_on=day_of(records.at("decided_on", row)),
        document_no=records.at("document_no", row),
        authority=records.at("authority", row),
        source=records.at("source", row),
        published=entry is not None
        and entry.sensitivity is Sensitivity.PUBLIC
        and day_of(records.at("published_on", row)) is not None,
    )


def _tie(ties: Cells, leg: PathLeg, source: RelatedParty, target: RelatedParty) -> PathTie:
    kind = TIE_KINDS[ties.at("kind", leg.tie)]
    share = ties.at("share", leg.tie)
    return PathTie(
        tie_id=ties.at("tie_id", leg.tie),
        kind=kind,
        label=_tie_label(kind),
        source_id=source.id,
        source_name=source.name,
        target_id=target.id,
        target_name=target.name,
        role=ties.at("role", leg.tie),
        share=None if math.isnan(share) else round(share, 6),
        valid_from=day_of(ties.at("valid_from", leg.tie)),
        valid_to=day_of(ties.at("valid_to", leg.tie)),
        confidence=leg.confidence,
        role_strength=leg.role,
        share_strength=leg.share,
        ended_decay=leg.ended,
        carry=leg.carry,
        hub_factor=leg.hub_factor,
        control=leg.control,
    )


def _nodes(legs: tuple[PathLeg, ...], path: tuple[PathTie, ...]) -> tuple[str, ...]:
    """Ids along the path; a leg may begin at another member of the same legal person."""
    found: list[str] = []
    for leg, tie in zip(legs, path, strict=True):
        ends = (tie.source_id, tie.target_id)
        begin, end = ends if leg.forward else ends[::-1]
        if not found or found[-1] != begin:
            found.append(begin)
        found.append(end)
    return tuple(found)
