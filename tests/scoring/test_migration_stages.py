"""Stages between two months, differences and main causes on small numbers."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from graph.arrays import Frame
from graph.filings import FilingStore
from graph.snapshot import Snapshot
from scoring.exclusions import exclude
from scoring.indicators import measure_points
from scoring.migration.causes import Change, Hazards, Stages, hazard_differences, main_causes
from scoring.migration.measures import (
    NotingFilings,
    PartFilings,
    measure_part_again,
    measure_ties_again,
)
from scoring.migration.stages import spilled, stage_snapshots
from scoring.reference import Reference, references
from scoring.results import Months
from scoring.results_migration import CAUSE_ORDER, HAZARD_CAUSES
from scoring.results_types import Cause
from tests.frozen_world import tie, world
from tests.month_pairs import FIRMS, OCTOBER, PACK, SEPTEMBER, TIES, october, penalty, september


def hazards(own: int, related: int) -> Hazards:
    return Hazards(own=np.array([own]), related=np.array([related]))


def test_differences_are_taken_stage_by_stage() -> None:
    stages = Stages(
        before=hazards(10, 5),
        model=hazards(11, 5),
        time=hazards(9, 4),
        correction=hazards(9, 6),
        fact=hazards(15, 9),
        after=hazards(15, 2),
    )

    found = {cause: int(amount[0]) for cause, amount in hazard_differences(stages).items()}

    assert found == {
        Cause.MODEL: 1,
        Cause.TIME: -3,
        Cause.CORRECTION: 2,
        Cause.OWN_FACT: 6,
        Cause.RELATED_FACT: 3,
        Cause.TIE_CHANGE: -7,
    }


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, Cause.OWN_FACT),
        ({"class_after": 0, "class_before": 1}, Cause.TIE_CHANGE),
        ({"direct_after": True}, Cause.DIRECT_RULE),
        ({"class_before": -1}, Cause.ENTERED),
        ({"class_after": -1}, Cause.LEFT),
        ({"model_after": 10_000, "clamped_after": True}, Cause.CLAMP),
    ],
)
def test_the_main_cause_goes_furthest_in_the_direction_of_the_move(
    values: dict[str, Any], expected: Cause
) -> None:
    plain = {
        "class_before": 0,
        "class_after": 1,
        "model_before": 10_000,
        "model_after": 30_000,
        "direct_before": False,
        "direct_after": False,
        "clamped_before": False,
        "clamped_after": False,
    }
    change = Change(**{name: np.array([value]) for name, value in {**plain, **values}.items()})
    amounts = {Cause.OWN_FACT: 5, Cause.RELATED_FACT: 5, Cause.TIE_CHANGE: -9}
    differences = {cause: np.array([amounts.get(cause, 0)]) for cause in HAZARD_CAUSES}

    assert CAUSE_ORDER[int(main_causes(change, differences, PACK)[0])] is expected


def test_stages_replace_old_facts_by_new_ones_one_kind_at_a_time() -> None:
    old = september(records=[penalty("r1", "E1")])
    new = october(
        enterprises=["E0", *FIRMS],
        records=[penalty("r1", "E1"), penalty("r2", "E2", day=date(2026, 10, 2))],
        ties=[*TIES, tie("HOLDS", "E0", "E3", entered_on=date(2026, 10, 1))],
    )

    stages = stage_snapshots(old, new)

    assert stages.before.as_of == SEPTEMBER
    assert stages.time.as_of == OCTOBER
    assert stages.correction is None
    assert stages.time.parties.numbers("party").tolist() == [1]
    assert [s.records.rows for s in (stages.time, stages.fact)] == [1, 2]
    assert [s.ties.rows for s in (stages.time, stages.fact)] == [2, 2]
    assert stages.time.ties.numbers("dst").tolist() == new.ties.numbers("dst")[:2].tolist()


def test_a_restored_fact_is_a_correction_stage() -> None:
    old = september()
    new = october(records=[penalty("r1", "E1", entered_on=date(2026, 8, 1))])

    stages = stage_snapshots(old, new)

    assert stages.correction is not None
    assert stages.correction.snapshot.records.rows == 1
    assert stages.correction.snapshot.parties.rows == 1
    assert stages.correction.enterprises.tolist() == [True, False, False]


def test_the_end_of_a_listing_is_news_not_a_correction() -> None:
    listing = penalty("r1", "E1", kind="abnormal_listing")
    old = september(records=[listing])
    new = october(records=[{**listing, "ended_on": date(2026, 10, 9)}])

    stages = stage_snapshots(old, new)

    assert stages.correction is None
    assert stages.time.records.numbers("ended_on").tolist() == old.records.numbers("ended_on").tolist()
    assert stages.fact.records.numbers("ended_on").tolist() == new.records.numbers("ended_on").tolist()


def test_old_facts_keep_their_order_when_codes_shift() -> None:
    old = september()
    new = october(enterprises=["E0", "E1", "E1a", "E2", "E3"])

    ties = stage_snapshots(old, new).time.ties

    assert ties.numbers("dst").tolist() == [1, 3]
    assert dataclasses.is_dataclass(stage_snapshots(old, new))


def test_measuring_again_what_can_differ_equals_measuring_everything(two_months: Path) -> None:
    """A generated province whose corrections concern records, filings, attributes and ties."""
    old, new = (Months(two_months).open(month).snapshot for month in ("2026-09", "2026-10"))
    pack = Months(two_months).open().pack
    reference = Reference.read(two_months, references(two_months)[0])
    stages = stage_snapshots(old, disturbed(new))
    assert stages.correction is not None
    filings = FilingStore(two_months).view(old.as_of, stages.time)
    correction = stages.correction
    count = stages.time.enterprises.rows
    noting = NotingFilings(filings, correction.filing_ids, count)
    before = exclude(stages.time, noting, pack)
    base = measure_points(before.snapshot, before.filings, pack, reference)

    part = PartFilings(lambda of_part: FilingStore(two_months).view(old.as_of, of_part))
    kept = exclude(correction.snapshot, part, pack)
    wanted = correction.enterprises | noting.owners
    some = measure_part_again(kept.snapshot, kept.filings, wanted, pack, reference, opening=part.open)
    ties = measure_ties_again(kept.snapshot, kept.filings, pack, reference)
    assert some is not None
    assert ties is not None
    some.put_into(base)
    ties.put_into(base)

    everything = exclude(correction.snapshot, filings, pack)
    expected = measure_points(everything.snapshot, everything.filings, pack, reference)
    assert 0 < wanted.sum() < len(wanted)
    assert np.array_equal(base.bins, expected.bins, equal_nan=True)
    assert np.array_equal(base.known, expected.known)


def test_new_facts_differ_from_the_month_in_indicators_on_ties_only(two_months: Path) -> None:
    old, new = (Months(two_months).open(month).snapshot for month in ("2026-09", "2026-10"))
    pack = Months(two_months).open().pack
    reference = Reference.read(two_months, references(two_months)[0])
    filings = FilingStore(two_months).view(new.as_of, new)
    fact = stage_snapshots(old, new).fact

    base = measure_points(new, filings, pack, reference)
    again = measure_ties_again(fact, filings, pack, reference)
    assert again is not None
    again.put_into(base)

    expected = measure_points(fact, filings, pack, reference)
    assert np.array_equal(base.bins, expected.bins, equal_nan=True)
    assert np.array_equal(base.known, expected.known)


def test_what_a_correction_left_alone_is_neither_held_nor_written_twice(tmp_path: Path) -> None:
    old = september(records=[penalty("r1", "E1", cause="fraud"), penalty("r2", "E2")])
    new = october(
        records=[
            penalty("r1", "E1", cause="fraud", severity=5),
            penalty("r2", "E2"),
            penalty("r3", "E3", day=date(2026, 10, 2)),
        ]
    )

    stages = stage_snapshots(old, new)
    on_disk = spilled(stages, tmp_path, (old, new))

    assert stages.correction is not None
    assert on_disk.correction is not None
    corrected, before = stages.correction.snapshot.records, on_disk.correction.snapshot.records
    assert corrected.text("cause") is old.records.text("cause")
    assert before.text("cause") is old.records.text("cause")
    assert before.numbers("severity").tolist() == corrected.numbers("severity").tolist() == [5, -1]
    assert list(before) == list(corrected)
    assert list(Frame.read(tmp_path / "records.arrow")) == ["severity", "entered_on"]


def disturbed(snapshot: Snapshot) -> Snapshot:
    """The snapshot with two records gone, one of another content, and an attribute under a status."""
    records = snapshot.records
    severity = records.numbers("severity").copy()
    severity[-1] = 5
    keep = np.ones(records.rows, np.bool_)
    keep[:2] = False
    position = (np.cumsum(keep) - 1).astype(np.int32)
    named = snapshot.parties.take(keep[snapshot.parties.numbers("record")])
    items = snapshot.items.take(keep[snapshot.items.numbers("record")])
    status = {
        "status_id": "s-new",
        "fact_kind": "attribute",
        "fact_id": f"{snapshot.enterprises.text('enterprise_id')[3].as_py()}#region",
        "status": "wrong",
        "effective_on": OCTOBER,
    }
    return dataclasses.replace(
        snapshot,
        records=records.replace(severity=severity).take(keep),
        parties=named.replace(record=position[named.numbers("record")]),
        items=items.replace(record=position[items.numbers("record")]),
        statuses=world(statuses=[status]).statuses,
    )
