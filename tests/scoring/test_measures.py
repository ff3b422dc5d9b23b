"""The closed set of measures beyond the pack's own cases: coverage, bounds, calendar, oracles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.domain import DAY_UNKNOWN, day_number
from graph.snapshot import Snapshot
from scoring.indicators import on_records
from scoring.measures import specs
from scoring.measures.coverage import NEVER, Coverage
from scoring.measures.days import due_years, months_before
from scoring.measures.groups import PercentileTable
from scoring.measures.measured import Measured
from scoring.measures.row_specs import KIND_COLUMNS
from scoring.measures.rows import filing_rows, record_rows
from scoring.measures.subjects import Subjects
from tests.scored_facts import EVERYTHING, T, day, filings_of, snapshot_of

Row = Mapping[str, Any]
SPECS = {
    name: kind
    for kind in vars(specs).values()
    if isinstance(kind, type) and issubclass(kind, specs.Spec) and "name" in kind.model_fields
    for name in kind.model_fields["name"].annotation.__args__  # type: ignore[union-attr]
}


def spec_of(**fields: Any) -> Any:
    """Measure by its name in the pack language."""
    return SPECS[fields["is"]].model_validate(fields)


def of_records(snapshot: Snapshot, **fields: Any) -> Measured:
    """Measure over the records of every enterprise."""
    return on_records(spec_of(table="records", **fields), record_rows(snapshot), Subjects.of(snapshot, 31))


def listed(number: int, decided_on: date, **columns: Any) -> dict[str, Any]:
    """Abnormal listing of E1."""
    return {
        "record_id": f"r{number}",
        "kind": "abnormal_listing",
        "decided_on": decided_on,
        "parties": ("E1",),
        **columns,
    }


@pytest.mark.parametrize(
    ("day_of_t", "months", "expected"),
    [
        (date(2026, 10, 31), 1, date(2026, 9, 30)),
        (date(2026, 2, 28), 12, date(2025, 2, 28)),
        (date(2026, 2, 28), 24, date(2024, 2, 29)),
        (date(2026, 3, 30), 1, date(2026, 2, 28)),
        (date(2026, 10, 15), 36, date(2023, 10, 15)),
    ],
)
def test_a_window_goes_back_whole_months_and_a_last_day_stays_a_last_day(
    day_of_t: date, months: int, expected: date
) -> None:
    assert months_before(day_number(day_of_t), months) == day_number(expected)


def test_a_report_year_is_due_on_its_due_day() -> None:
    before, on = day(2026, 6, 29), day(2026, 6, 30)

    assert [year for year, _ in due_years(before, 2, 6, 30)] == [2024, 2023]
    assert due_years(on, 1, 6, 30) == [(2025, on)]


def covering(*rows: Row) -> Coverage:
    """Coverage of two regions, 990101 and unknown, at T with a grace of 31 days."""
    import pyarrow as pa

    snapshot = snapshot_of(
        enterprises=[],
        coverage=[{"coverage_id": str(n), "covered": "records", **r} for n, r in enumerate(rows)],
    )
    return Coverage(snapshot.coverage, pa.array(["990101", None], pa.large_string()), day_number(T), 31)


def test_covering_rows_join_backwards_without_a_gap() -> None:
    joined = covering(
        {"covered_from": date(2026, 1, 1), "covered_to": T},
        {"covered_from": date(2025, 1, 1), "covered_to": date(2025, 12, 31)},
    )
    gap = covering(
        {"covered_from": date(2026, 1, 1), "covered_to": T},
        {"covered_from": date(2025, 1, 1), "covered_to": date(2025, 12, 30)},
    )

    assert joined.since("records").tolist() == [day(2025, 1, 1)] * 2
    assert gap.since("records").tolist() == [day(2026, 1, 1)] * 2


def test_a_delivery_older_than_the_grace_does_not_reach_t() -> None:
    reaching = covering({"covered_to": T - timedelta(days=31)})
    stale = covering({"covered_to": T - timedelta(days=32)})

    assert reaching.since("records").tolist() == [DAY_UNKNOWN] * 2
    assert stale.since("records").tolist() == [NEVER] * 2


def test_coverage_of_a_region_reaches_its_districts_and_no_unknown_region() -> None:
    city = covering({"covered_to": T, "region": "9901"})
    other = covering({"covered_to": T, "region": "9902"})

    assert city.since("records").tolist() == [DAY_UNKNOWN, NEVER]
    assert other.since("records").tolist() == [NEVER, NEVER]


def test_coverage_of_one_kind_covers_only_that_kind_and_all_kinds_asked_are_needed() -> None:
    penalties = covering({"covered": "records:penalty", "covered_to": T})

    assert penalties.since("records", ("penalty",))[0] == DAY_UNKNOWN
    assert penalties.since("records", ("penalty", "suit"))[0] == NEVER
    assert penalties.since("records")[0] == NEVER


@pytest.mark.parametrize(
    ("established_on", "known"),
    [(date(2026, 5, 1), True), (date(2025, 5, 1), False), (None, False)],
)
def test_nobody_has_records_from_before_he_existed(established_on: date | None, known: bool) -> None:
    snapshot = snapshot_of(
        enterprises=[{"enterprise_id": "E1", "established_on": established_on}],
        coverage=[
            {"coverage_id": "c", "covered": "records", "covered_from": date(2026, 1, 1), "covered_to": T}
        ],
    )

    found = of_records(snapshot, **{"is": "count"}, kinds=["penalty"])

    assert bool(found.known[0]) is known
    assert found.values[0] == 0 if known else np.isnan(found.values[0])


def test_rows_where_nothing_is_covered_are_a_bound_and_no_value() -> None:
    snapshot = snapshot_of(enterprises=["E1", "E2"], records=[listed(1, T)], coverage=())

    found = of_records(snapshot, **{"is": "count"}, kinds=["abnormal_listing"])

    assert found.values[0] == 1
    assert np.isnan(found.values[1])
    assert not found.known.any()


def test_a_sum_with_an_unknown_amount_is_a_bound() -> None:
    snapshot = snapshot_of(
        enterprises=["E1", "E2"],
        records=[
            listed(1, T, amount_cents=5, parties=("E1", "E2")),
            listed(2, T, parties=("E2",)),
        ],
    )

    found = of_records(snapshot, **{"is": "sum"}, column="amount_cents")

    assert found.values.tolist() == [5, 5]
    assert found.known.tolist() == [True, False]


def test_distinct_counts_known_words_once() -> None:
    rows = [listed(n, T, cause=cause) for n, cause in enumerate(["a", "a", "b", None])]

    found = of_records(snapshot_of(enterprises=["E1"], records=rows), **{"is": "distinct"}, column="cause")

    assert found.values.tolist() == [2]


def test_the_longest_listing_in_force_counts_its_first_day() -> None:
    rows = [
        listed(1, T - timedelta(days=9)),
        listed(2, T),
        listed(3, T - timedelta(days=99), ended_on=T - timedelta(days=1)),
    ]

    found = of_records(snapshot_of(enterprises=["E1"], records=rows), **{"is": "days_in_force"})

    assert found.values.tolist() == [10]


def test_a_record_without_a_decision_day_is_dated_by_publication_then_knowledge() -> None:
    rows = [
        listed(1, None, published_on=date(2026, 10, 21)),  # type: ignore[arg-type]
        listed(2, None, entered_on=date(2026, 10, 11), parties=("E2",)),  # type: ignore[arg-type]
    ]
    snapshot = snapshot_of(enterprises=["E1", "E2"], records=rows)

    found = of_records(snapshot, **{"is": "days_since"}, window_months=12)

    assert found.values.tolist() == [10, 20]


def test_a_record_that_names_one_enterprise_twice_counts_once() -> None:
    row = listed(1, T, parties=(("E1", "responsible"), ("E1", "responsible"), ("E1", "victim")))

    found = of_records(snapshot_of(enterprises=["E1"], records=[row]), **{"is": "count"})

    assert found.values.tolist() == [1]


def test_severity_is_the_rows_then_the_gravest_measure_or_item_then_its_kinds() -> None:
    rows = [
        listed(1, T, kind="penalty", severity=0, measure="revocation"),
        listed(2, T, kind="penalty", measure="suspension", parties=("E2",)),
        listed(3, T, kind="penalty", measure="unheard of", parties=("E3",)),
        listed(4, T, kind="penalty", measure="fine", parties=("E4",)),
    ]
    items = [{"item_id": "i1", "record_id": "r4", "item_kind": "revocation"}]
    snapshot = snapshot_of(enterprises=["E1", "E2", "E3", "E4"], records=rows, items=items)

    found = of_records(snapshot, **{"is": "max_severity"})

    assert found.values.tolist() == [0, 4, 3, 5]


def of_filings(table: str, rows: Sequence[Row], columns: tuple[str, ...], **fields: Any) -> Measured:
    """Measure over the filings of E1."""
    snapshot = snapshot_of(enterprises=["E1"])
    filed = filings_of(snapshot, {table: [{"enterprise": "E1", **row} for row in rows]})
    attached = filing_rows(filed, table, columns, day_number(T))
    return on_records(spec_of(table=table, **fields), attached, Subjects.of(snapshot, 31))


def test_a_surge_is_measured_in_deviations_of_the_months_before() -> None:
    # one, three, one, three ... from October 2025 on: mean 2, sample deviation 1.0445; five in October 2026
    months = [date(2025, 10, 5), date(2025, 11, 5), date(2025, 12, 5)]
    months += [date(2026, month, 5) for month in range(1, 10)]
    days = [one for one, count in zip(months, [1, 3] * 6, strict=True) for _ in range(count)]
    rows = [{"filed_on": one, "complaint_kind": "complaint"} for one in [*days, *[T] * 5]]

    found = of_filings(
        "complaints", rows, ("complaint_kind",), **{"is": "z_score"}, window_months=13, deviation_at_least=0.5
    )

    expected = (5 - 2) / np.std([1, 3] * 6, ddof=1)
    assert found.values[0] == pytest.approx(expected)


def test_a_change_needs_both_numbers_and_an_unknown_one_makes_a_bound() -> None:
    rows = [
        {"filed_on": T, "item": "capital", "before_cents": 100, "after_cents": 20},
        {"filed_on": T, "item": "capital", "before_cents": 100},
    ]
    fields = {"is": "change", "before": "before_cents", "after": "after_cents", "towards": "fall"}

    both = of_filings("alterations", rows, ("before_cents", "after_cents"), **fields)
    one = of_filings("alterations", rows[:1], ("before_cents", "after_cents"), **fields)
    none = of_filings("alterations", [], ("before_cents", "after_cents"), **fields)

    assert (both.values.tolist(), both.known.tolist()) == ([0.8], [False])
    assert (one.values.tolist(), one.known.tolist()) == ([0.8], [True])
    assert (none.values.tolist(), none.known.tolist()) == ([0.0], [True])


def test_a_percentile_is_the_share_with_fewer_rows() -> None:
    table = PercentileTable(np.array([0.0, 2.0, 5.0]), np.array([0.0, 0.5, 0.9]))

    assert table.share_of(np.array([0.0, 1.0, 2.0, 3.0, 5.0, 6.0])).tolist() == [0.0, 0.5, 0.5, 0.9, 0.9, 1.0]


def test_every_kind_column_is_a_column_of_its_table() -> None:
    from graph.tables import TABLES

    assert all(column in TABLES[table].names for table, column in KIND_COLUMNS.items())


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["E1", "E2", "E3"]),
            st.sampled_from(["penalty", "suit", "abnormal_listing"]),
            st.integers(0, 900),
            st.sampled_from([None, "a", "b"]),
            st.booleans(),
        ),
        max_size=14,
    )
)
def test_row_measures_agree_with_plain_loops(rows: list[tuple[str, str, int, str | None, bool]]) -> None:
    records = [
        {
            "record_id": f"r{number:02d}",
            "kind": kind,
            "cause": cause,
            "decided_on": T - timedelta(days=ago),
            "ended_on": T if ended else None,
            "parties": (who,),
        }
        for number, (who, kind, ago, cause, ended) in enumerate(rows)
    ]
    snapshot = snapshot_of(enterprises=["E1", "E2", "E3"], records=records, coverage=EVERYTHING)
    start = months_before(day_number(T), 12)

    count = of_records(snapshot, **{"is": "count"}, kinds=["penalty", "suit"], window_months=12)
    force = of_records(snapshot, **{"is": "listed"}, kinds=["abnormal_listing"])
    again = of_records(snapshot, **{"is": "repeats"}, column="cause")
    since = of_records(snapshot, **{"is": "days_since"}, window_months=12)

    for code, firm in enumerate(("E1", "E2", "E3")):
        mine = [row for row in rows if row[0] == firm]
        recent = [row for row in mine if day_number(T) - row[2] > start]
        causes = [row[3] for row in mine if row[3] is not None]
        assert count.values[code] == sum(row[1] in ("penalty", "suit") for row in recent)
        assert force.values[code] == any(row[1] == "abnormal_listing" and not row[4] for row in mine)
        assert again.values[code] == max((causes.count(c) - 1 for c in causes), default=0)
        assert since.values[code] == min((row[2] for row in recent), default=day_number(T) - start)
