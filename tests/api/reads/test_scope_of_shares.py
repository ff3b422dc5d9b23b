"""What can be worked out of a share that is not told: no more than the administrator's guide says."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from api import month_reads
from api.readers import Reading
from scoring.results_types import ReceiptLineKind, RelationshipPart


def candidates(part: RelationshipPart, reading: Reading) -> list[float]:
    """Shares that fit what a line tells: its hazard, record and other tie, and numbers of the pack."""
    rules = reading.month.views.pack.relationship
    assert part.record is not None
    assert part.record.severity is not None
    assert part.age_months is not None
    steps = rules.coefficients.families[part.family].events
    of_strength_one = sum(
        step.hazard * 2 ** (-part.age_months / step.half_life_months)
        for step in steps
        if step.severity_at_least <= part.record.severity
    )
    (other,) = (tie for tie in part.path if tie.told)
    beside = 1.0
    for told in (
        other.confidence,
        other.role_strength,
        other.share_strength,
        other.ended_decay,
        other.carry,
    ):
        beside *= 1.0 if told is None else told
    shares, strengths = zip(*rules.paths.share_curve.points, strict=True)
    hubs = {bucket.factor for bucket in rules.paths.hubs.buckets}
    found = []
    for hub in {min(one, other.hub_factor or 0.0) for one in hubs} - {0.0}:
        for carry in (1.0, rules.paths.carry.event_unknown):
            leg = part.raw / (of_strength_one * beside * hub * carry)
            if leg <= 1 + 1e-6:
                found.append(float(np.interp(leg, strengths, shares)))
    return found


@pytest.fixture(scope="module")
def hidden(
    area: Reading, whole: Reading, scored: list[str], inside: set[str]
) -> list[tuple[RelationshipPart, RelationshipPart]]:
    """Parts of receipts of the area that rest on one holding between strangers, as told and as they are."""

    def parts() -> Iterator[tuple[RelationshipPart, RelationshipPart]]:
        for firm in (one for one in scored if one in inside):
            told, full = (month_reads.receipt(reading, firm).receipt for reading in (area, whole))
            for line, was in zip(told.lines, full.lines, strict=True):
                if line.kind is ReceiptLineKind.RELATED_RECORD and line.part and was.part:
                    yield line.part, was.part

    return [
        (now, was)
        for now, was in parts()
        if [tie.kind for tie in now.path if not tie.told] == ["HOLDS"]
        and len(now.path) == 2
        and all(tie.control is None for tie in was.path)
        and now.record is not None
        and now.record.severity is not None
    ]


def test_the_share_of_one_hidden_holding_is_one_of_few_that_a_receipt_leaves(
    area: Reading, hidden: list[tuple[RelationshipPart, RelationshipPart]]
) -> None:
    known = 0
    for now, was in hidden:
        left = candidates(now, area)
        real = next(tie.share for tie, shown in zip(was.path, now.path, strict=True) if not shown.told)
        assert len(left) <= 4
        if real is not None and was.path[0].ended_decay == was.path[1].ended_decay == 1:
            known += 1
            assert min(abs(one - real) for one in left) < 0.0005

    assert known


def test_of_a_hidden_tie_a_receipt_tells_neither_terms_nor_strength(
    hidden: list[tuple[RelationshipPart, RelationshipPart]],
) -> None:
    for now, _ in hidden:
        (tie,) = (tie for tie in now.path if not tie.told)
        terms = (tie.share, tie.role, tie.confidence, tie.share_strength, tie.hub_factor, tie.carry)
        assert (*terms, now.strength) == (None,) * 7
