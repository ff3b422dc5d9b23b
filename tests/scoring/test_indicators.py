"""Every indicator of pack mrt against a hand-computed case; what is unknown and what is 0."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.domain import Factor
from graph.filings import MemoryFilings
from graph.snapshot import Snapshot
from scoring.factors import own_hazards
from scoring.indicators import Indicators, measure
from scoring.measures.specs import NOT_ON_RECORDS
from scoring.relation_items import show_relations
from tests.indicator_case import OLD, Case, record, tie
from tests.indicator_cases import CASES
from tests.scored_facts import EVERYTHING, MRT, T, empty_reference, filings_of, hand_reference, snapshot_of

AWAITED = ("GL16",)


def built(case: Case, coverage: Any = EVERYTHING) -> tuple[Snapshot, MemoryFilings]:
    """Facts of a case."""
    firm = {"enterprise_id": "E1", **OLD, **case.firm}
    snapshot = snapshot_of(
        enterprises=[firm, *case.others],
        records=case.records,
        persons=case.persons,
        places=case.places,
        contacts=case.contacts,
        ties=case.ties,
        coverage=coverage,
    )
    if "repaired_facts" in case.firm:
        repaired = np.array([case.firm["repaired_facts"]], dtype=np.int64)
        snapshot = replace(snapshot, enterprises=snapshot.enterprises.replace(repaired_facts=repaired))
    return snapshot, filings_of(snapshot, case.filings)


def measured(case: Case, coverage: Any = EVERYTHING) -> Indicators:
    """Indicators of the firm of a case."""
    snapshot, filings = built(case, coverage)
    found = measure(snapshot, filings, MRT, hand_reference(MRT))
    show_relations(found, snapshot, MRT, hand_reference(MRT))
    return found


@pytest.mark.parametrize("indicator_id", [name for name in CASES if name not in AWAITED])
def test_every_indicator_equals_its_hand_computed_case(indicator_id: str) -> None:
    case = CASES[indicator_id]

    found = measured(case)

    column = found.column(indicator_id)
    assert found.values[0, column] == pytest.approx(case.value, abs=1e-9)
    assert found.bins[0, column] == pytest.approx(case.points, abs=1e-12)
    assert found.known[0, column]


@pytest.mark.parametrize("indicator_id", AWAITED)
def test_what_needs_a_model_is_listed_and_unknown(indicator_id: str) -> None:
    found = measured(CASES[indicator_id])

    column = found.column(indicator_id)
    assert np.isnan(found.values[0, column])
    assert np.isnan(found.bins[0, column])
    assert not found.known[0, column]


def test_no_case_is_left_of_an_indicator_that_is_gone() -> None:
    assert set(CASES) == {indicator.id for indicator in MRT.indicators}


def test_pack_has_the_breadth_of_the_catalogue() -> None:
    own = [indicator for indicator in MRT.indicators if indicator.factor is not Factor.RELATIONSHIP]

    assert len(own) >= 45
    assert {f"GL{number:02d}" for number in range(1, 17)} <= {indicator.id for indicator in MRT.indicators}


def test_mr_5_4_relations_are_shown_and_weigh_nothing() -> None:
    shown = [indicator for indicator in MRT.indicators if indicator.factor is Factor.RELATIONSHIP]

    assert [indicator.id for indicator in shown if indicator.weight > 0] == []


def test_relations_without_coverage_are_a_bound_not_a_value() -> None:
    case = CASES["GL06"]

    found = measured(case, coverage=())

    column = found.column("GL06")
    assert found.values[0, column] == pytest.approx(2.5)
    assert not found.known[0, column]


def test_a_person_of_too_many_legal_persons_joins_nobody() -> None:
    firms = [{"enterprise_id": f"F{n:02d}"} for n in range(11)]
    case = Case(
        value=0,
        points=0,
        others=firms,
        persons=["P1"],
        ties=[tie("HOLDS", "P1", "E1"), *(tie("HOLDS", "P1", f"F{n:02d}") for n in range(10))],
        records=[record(1, "penalty", date(2026, 6, 1), measure="fine", parties=("F00",))],
    )

    crowded, fewer = measured(case), measured(replace(case, ties=case.ties[:-1]))

    column = crowded.column("GL06")
    assert (crowded.values[0, column], fewer.values[0, column]) == (0.0, 1.0)


@pytest.mark.parametrize("indicator", MRT.indicators, ids=lambda indicator: indicator.id)
def test_an_edge_of_the_bins_belongs_to_its_closed_side(indicator: Any) -> None:
    bins = indicator.bins
    edges = np.array(bins.edges)
    step = 0.01 * np.minimum(1.0, np.abs(edges) / 10 + 1e-6)

    below, at, above = bins.of(edges - step), bins.of(edges), bins.of(edges + step)

    assert below.tolist() == list(bins.points[:-1])
    assert above.tolist() == list(bins.points[1:])
    assert at.tolist() == list(bins.points[1:] if bins.closed == "left" else bins.points[:-1])


def test_nothing_is_known_and_nothing_is_zero_without_facts_or_coverage() -> None:
    snapshot = snapshot_of(enterprises=["E1"], coverage=())

    found = measure(snapshot, filings_of(snapshot, {}), MRT, empty_reference(MRT))

    assert np.isnan(found.values).all()
    assert np.isnan(found.bins).all()
    assert not found.known.any()


def test_a_covered_absence_of_rows_is_a_known_zero() -> None:
    found = measured(Case(value=0, points=0))

    for name in ("JG01", "JG04", "JG07", "JG12", "JY01", "JY14", "ZH02", "ZH05"):
        assert found.values[0, found.column(name)] == 0.0
        assert found.known[0, found.column(name)]


def test_a_listing_removed_on_the_last_day_is_no_longer_in_force() -> None:
    listing = record(1, "judgment_defaulter", date(2026, 1, 1))
    removed = {**listing, "ended_on": T}
    stays = {**listing, "ended_on": T + timedelta(days=1)}

    gone, there = (
        measured(Case(value=0, points=0, records=[removed])),
        measured(Case(value=0, points=0, records=[stays])),
    )

    assert gone.values[0, gone.column("JG05")] == 0.0
    assert there.values[0, there.column("JG05")] == 1.0


def test_a_record_published_after_t_does_not_count() -> None:
    late = record(1, "penalty", date(2026, 10, 1), measure="fine", published_on=T + timedelta(days=1))

    found = measured(Case(value=0, points=0, records=[late]))

    assert found.values[0, found.column("JG07")] == 0.0


def test_rows_beyond_the_window_do_not_count() -> None:
    edge = [record(1, "suit", date(2023, 10, 31)), record(2, "suit", date(2023, 11, 1))]

    found = measured(Case(value=0, points=0, records=edge))

    assert found.values[0, found.column("JG13")] == 1.0


def test_a_young_enterprise_has_no_duty_to_insure() -> None:
    case = Case(
        value=0,
        points=0,
        firm={"established_on": date(2026, 1, 1)},
        filings={"insurance": [{"enterprise": "E1", "filed_on": date(2026, 9, 1), "insured_staff": 0}]},
    )

    found = measured(case)

    assert found.values[0, found.column("JY13")] == 0.0
    assert found.bins[0, found.column("JY13")] == 0.0


def test_no_report_is_due_for_years_before_establishment() -> None:
    found = measured(Case(value=0, points=0, firm={"established_on": date(2025, 5, 1)}))

    assert found.values[0, found.column("JY07")] == 1.0


def test_measures_that_a_record_could_lower_are_not_on_records() -> None:
    assert not [i.id for i in MRT.indicators if i.on_records and i.measure.name in NOT_ON_RECORDS]


def random_records(seed: int, count: int) -> list[dict[str, Any]]:
    """Records of E1 of all kinds, some ended, some unpublished, some of unknown day."""
    rng = np.random.default_rng(seed)
    kinds = ["penalty", "abnormal_listing", "judgment_defaulter", "suit", "enforcement", "false_registration"]
    rows = []
    for number in range(count):
        decided = T - timedelta(days=int(rng.integers(0, 1500)))
        rows.append(
            {
                "record_id": f"r{number}",
                "kind": kinds[rng.integers(len(kinds))],
                "cause": ["pricing", "unreachable", None][rng.integers(3)],
                "measure": ["fine", "confiscation", None][rng.integers(3)],
                "decided_on": None if rng.random() < 0.1 else decided,
                "ended_on": decided + timedelta(days=200) if rng.random() < 0.3 else None,
                "amount_cents": int(rng.integers(0, 10**8)) if rng.random() < 0.7 else None,
                "parties": ("E1",),
            }
        )
    return rows


@given(seed=st.integers(0, 10_000), count=st.integers(1, 6), covered=st.booleans())
def test_one_more_adverse_record_never_lowers_the_own_hazard(seed: int, count: int, covered: bool) -> None:
    records = random_records(seed, count)
    coverage = EVERYTHING if covered else ()
    reference = empty_reference(MRT, {i.id: 0.25 for i in MRT.indicators})

    def own(rows: list[dict[str, Any]]) -> float:
        snapshot = snapshot_of(enterprises=[{"enterprise_id": "E1", **OLD}], records=rows, coverage=coverage)
        found = measure(snapshot, filings_of(snapshot, {}), MRT, reference)
        return float(own_hazards(found, MRT, reference).total[0])

    fewer, more = own(records[:-1]), own(records)

    assert more >= fewer - 1e-12


@given(seed=st.integers(0, 10_000))
def test_values_do_not_depend_on_the_order_of_record_rows(seed: int) -> None:
    rows = random_records(seed, 6)
    renamed = [{**row, "record_id": f"r{9 - number}"} for number, row in enumerate(rows)]

    first, second = (measured(Case(value=0, points=0, records=batch)) for batch in (rows, renamed))

    np.testing.assert_array_equal(first.values, second.values)
    np.testing.assert_array_equal(first.known, second.known)


def test_the_same_facts_give_the_same_bytes() -> None:
    case = Case(value=0, points=0, records=random_records(3, 12))

    first, second = measured(case), measured(case)

    assert first.values.tobytes() == second.values.tobytes()
    assert first.bins.tobytes() == second.bins.tobytes()
