"""Standalone classes of legal persons; without some records equals a build without them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import scoring.standalone
from graph.snapshot import Snapshot
from graph.units import build_units
from scoring.direct import direct_rules
from scoring.exclusions import exclude
from scoring.factors import own_hazards
from scoring.indicators import measure
from scoring.pack import Pack
from scoring.pack_sections import Decision, DirectRule
from scoring.reference_build import build_reference
from scoring.standalone import StandaloneClasses, standalone_class
from tests.frozen_world import tie
from tests.scored_facts import EVERYTHING, MRT, T, empty_reference, filings_of, snapshot_of

REFERENCE = empty_reference(MRT, {indicator.id: 0.2 for indicator in MRT.indicators})
KINDS = (
    "penalty",
    "abnormal_listing",
    "judgment_defaulter",
    "serious_violation_listing",
    "suit",
    "enforcement",
)


def direct_pack() -> Pack:
    """Pack with D1 on, so that one record decides a class."""
    decision = Decision(organ="region", document_no="1", decided_on=date(2026, 1, 1))
    first = MRT.direct_rules[0]
    rule = DirectRule.model_validate(
        {**first.model_dump(), "active": True, "decision": decision.model_dump()}
    )
    return MRT.model_copy(update={"direct_rules": (rule, *MRT.direct_rules[1:])})


def classes(snapshot: Snapshot, pack: Pack = MRT) -> StandaloneClasses:
    """Source of classes of a snapshot."""
    found = measure(snapshot, filings_of(snapshot, {}), pack, REFERENCE)
    return StandaloneClasses(snapshot, build_units(snapshot), found, pack, REFERENCE)


def world_of(records: Sequence[dict[str, Any]], **more: Any) -> Snapshot:
    """Three firms, E3 a branch of E1, and P1 who runs the individual business E4."""
    firms = [
        {"enterprise_id": "E1", "established_on": date(2012, 1, 1)},
        {"enterprise_id": "E2", "established_on": date(2024, 1, 1)},
        {"enterprise_id": "E3", "legal_person": "E1", "established_on": date(2020, 1, 1)},
        {"enterprise_id": "E4", "entity_type": "9500", "established_on": date(2019, 1, 1)},
    ]
    return snapshot_of(
        enterprises=firms,
        persons=["P1"],
        ties=[tie("LEGAL_REPRESENTATIVE_OF", "P1", "E4")],
        records=records,
        coverage=EVERYTHING,
        **more,
    )


def record(number: int, kind: str, *parties: str, ago: int = 100, **columns: Any) -> dict[str, Any]:
    """One record some days before t."""
    return {
        "record_id": f"r{number:02d}",
        "kind": kind,
        "measure": "fine",
        "decided_on": T - timedelta(days=ago),
        "parties": parties,
        **columns,
    }


def test_an_enterprise_that_is_its_own_unit_has_the_class_of_its_own_factors() -> None:
    snapshot = world_of([record(1, "judgment_defaulter", "E2"), record(2, "abnormal_listing", "E2", ago=800)])
    found = measure(snapshot, filings_of(snapshot, {}), MRT, REFERENCE)
    hazards = own_hazards(found, MRT, REFERENCE)

    mine = standalone_class(hazards, np.zeros(4, dtype=bool), np.ones(4, dtype=bool), MRT)

    units = build_units(snapshot)
    assert classes(snapshot).units()[units.unit[1]] == mine[1]


def test_records_of_a_branch_and_of_the_operator_count_for_the_unit() -> None:
    branch = world_of([record(n, "penalty", "E3") for n in range(3)])
    head = world_of([record(n, "penalty", "E1") for n in range(3)])
    operator = world_of([record(n, "judgment_defaulter", "P1") for n in range(3)])
    business = world_of([record(n, "judgment_defaulter", "E4") for n in range(3)])

    assert classes(branch).units().tolist() == classes(head).units().tolist()
    assert classes(operator).units().tolist() == classes(business).units().tolist()


def test_a_listing_of_the_operator_is_no_direct_rule_of_the_business() -> None:
    pack = direct_pack()
    operator = classes(world_of([record(1, "serious_violation_listing", "P1")]), pack)
    business = classes(world_of([record(1, "serious_violation_listing", "E4")]), pack)

    unit = int(build_units(world_of([])).unit[3])
    assert business.units()[unit] == 3
    assert operator.units()[unit] < 3


@pytest.mark.parametrize(
    ("status", "has_class"), [("revoked", True), ("deregistered", False), ("moved_out", False)]
)
def test_a_revoked_enterprise_has_a_travelling_class_and_a_deregistered_one_none(
    status: str, has_class: bool
) -> None:
    snapshot = snapshot_of(enterprises=[{"enterprise_id": "E1", "status": status}])

    assert bool(classes(snapshot).units()[0] >= 0) is has_class


def random_world(seed: int, count: int, without: set[int] | None = None) -> Snapshot:
    """Records of random kinds and parties, some left out."""
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(count):
        parties = rng.choice(["E1", "E2", "E3", "E4", "P1"], size=int(rng.integers(1, 4)), replace=False)
        kind = KINDS[int(rng.integers(len(KINDS)))]
        ago = int(rng.integers(1, 1200))
        rows.append(record(number, kind, *parties.tolist(), ago=ago))
    return world_of([row for number, row in enumerate(rows) if number not in (without or set())])


@settings(max_examples=60)
@given(st.integers(0, 5_000), st.integers(1, 14), st.data())
def test_without_some_records_equals_a_build_that_never_saw_them(
    seed: int, count: int, data: st.DataObject
) -> None:
    left_out = data.draw(st.sets(st.integers(0, count - 1)))
    pack = direct_pack()
    source = classes(random_world(seed, count), pack)
    expected = classes(random_world(seed, count, left_out), pack).units()
    everyone = np.arange(len(expected), dtype=np.int32)
    rows = np.array(sorted(left_out), dtype=np.int32)

    found = source.without(everyone, np.arange(len(everyone) + 1) * len(rows), np.tile(rows, len(everyone)))

    assert found.tolist() == expected.tolist()


def test_nothing_left_out_is_the_unit_itself_and_questions_may_repeat() -> None:
    source = classes(random_world(5, 12))
    asked = np.array([1, 0, 1, 1], dtype=np.int32)

    found = source.without(asked, np.zeros(5, dtype=np.int64), np.zeros(0, dtype=np.int32))

    assert found.tolist() == source.units()[asked].tolist()


def test_no_question_has_no_answer() -> None:
    empty = np.zeros(0, dtype=np.int32)

    assert classes(random_world(5, 3)).without(empty, np.zeros(1, dtype=np.int64), empty).tolist() == []


def test_chunks_give_the_same_classes_as_one_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = random_world(11, 14)
    whole = classes(snapshot).units().tolist()

    monkeypatch.setattr(scoring.standalone, "CHUNK_COST", 1)

    assert classes(snapshot).units().tolist() == whole


def test_direct_rule_of_an_enterprise_sets_its_standalone_class() -> None:
    pack = direct_pack()
    snapshot = world_of([record(1, "serious_violation_listing", "E2")])

    assert direct_rules(snapshot, pack).to_pylist() == [None, "D1", None, None]
    assert classes(snapshot, pack).units()[build_units(snapshot).unit[1]] == 3


def test_an_empty_province_is_measured_and_has_no_units() -> None:
    snapshot = snapshot_of(enterprises=[])
    filings = filings_of(snapshot, {})
    kept = exclude(snapshot, filings, MRT)
    reference = build_reference(kept.snapshot, kept.filings, MRT, input_digest="none")

    found = measure(kept.snapshot, kept.filings, MRT, reference)

    assert found.values.shape == (0, len(MRT.indicators))
    assert reference.means == {}
    assert own_hazards(found, MRT, reference).total.shape == (0,)
    source = StandaloneClasses(kept.snapshot, build_units(kept.snapshot), found, MRT, reference)
    assert source.units().tolist() == []
