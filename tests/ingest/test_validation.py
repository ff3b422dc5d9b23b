"""Rules of tables: what rejects a row, what only makes a value unknown."""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.ingest.limits import limits
from graph.ingest.validation import Checked, node_kinds
from graph.tables import TABLES
from tests.ingest_cases import DAY, FIRMS, PERSON, texts

A, B, _ = FIRMS

FIRST_DAY_OF_10000 = 2_932_897
"""As a day number: 9999-12-31T16:00:00Z was that day in China, and Python has no date for it."""


def check(table: str, **columns: list[object]) -> Checked:
    """Check one table; text columns from lists of str, days from lists of date."""
    count = len(next(iter(columns.values())))
    fields = {}
    for name, values in columns.items():
        kind = pa.date32() if name == "known_on" else TABLES[table].column(name).arrow_field().type
        fields[name] = pa.array(values, pa.large_string() if pa.types.is_string(kind) else kind)
    checked = Checked(TABLES[table], fields, count, {})
    checked.run(DAY, limits())
    return checked


def found(checked: Checked) -> list[tuple[str, str, bool]]:
    return sorted((item.field, item.reason, item.whole_row) for item in checked.findings)


def tie(**columns: object) -> Checked:
    row = {"tie_id": "t", "kind": "HOLDS", "source_id": A, "target_id": B, **columns}
    return check("ties", **{name: [value] for name, value in row.items()})


def test_a_sound_tie_passes() -> None:
    checked = tie(share=0.5, amount_cents=0, valid_from=date(2020, 1, 1), valid_to=date(2020, 1, 1))

    assert found(checked) == []
    assert checked.keep.all()


@pytest.mark.parametrize(
    ("columns", "field", "reason"),
    [
        ({"source_id": None}, "source_id", "missing"),
        ({"kind": "OWNS"}, "kind", "unknown_word"),
        ({"target_id": A}, "target_id", "self_tie"),
        ({"valid_from": date(2020, 1, 2), "valid_to": date(2020, 1, 1)}, "valid_to", "end_before_start"),
        ({"target_id": PERSON}, "target_id", "wrong_kind_of_end"),
        ({"kind": "REGISTERED_AT"}, "target_id", "wrong_kind_of_end"),
        ({"kind": "BRANCH_OF", "source_id": PERSON}, "source_id", "wrong_kind_of_end"),
    ],
)
def test_a_defect_in_what_a_tie_is_rejects_it(columns: dict[str, object], field: str, reason: str) -> None:
    checked = tie(**columns)

    assert not checked.keep.any()
    assert (field, reason, True) in found(checked)


@pytest.mark.parametrize(
    ("columns", "field", "reason"),
    [
        ({"share": 1.2}, "share", "above_maximum"),
        ({"share": -0.1}, "share", "below_minimum"),
        ({"amount_cents": -1}, "amount_cents", "below_minimum"),
        ({"valid_from": date(1066, 1, 1)}, "valid_from", "date_out_of_range"),
        ({"valid_from": date(9999, 9, 9)}, "valid_from", "open_day_where_a_day_is_expected"),
        ({"valid_from": FIRST_DAY_OF_10000}, "valid_from", "open_day_where_a_day_is_expected"),
        ({"valid_from": -FIRST_DAY_OF_10000}, "valid_from", "date_out_of_range"),
        ({"known_on": date(2026, 11, 1)}, "known_on", "after_batch_day"),
    ],
)
def test_a_defect_in_what_a_tie_says_makes_the_value_unknown(
    columns: dict[str, object], field: str, reason: str
) -> None:
    checked = tie(**columns)

    assert checked.keep.all()
    assert found(checked) == [(field, reason, False)]
    assert checked.fields[field].null_count == 1


@pytest.mark.parametrize("day", [date(9999, 9, 9), date(9000, 1, 1), FIRST_DAY_OF_10000])
def test_an_end_in_the_far_future_is_open_and_no_defect(day: date | int) -> None:
    checked = tie(valid_to=day)

    assert found(checked) == []
    assert checked.fields["valid_to"].null_count == 1


def test_negative_capital_is_unknown_and_the_enterprise_stays() -> None:
    checked = check("enterprises", enterprise_id=[A], registered_capital_cents=[-100])

    assert checked.keep.all()
    assert found(checked) == [("registered_capital_cents", "below_minimum", False)]


def test_an_end_before_the_start_of_what_is_no_validity_makes_both_unknown() -> None:
    checked = check(
        "enterprises", enterprise_id=[A], established_on=[date(2020, 1, 1)], ended_on=[date(2019, 1, 1)]
    )

    assert checked.keep.all()
    assert [checked.fields[name].null_count for name in ("established_on", "ended_on")] == [1, 1]


def test_a_record_that_ended_before_it_was_decided_is_rejected() -> None:
    checked = check(
        "records",
        record_id=["r"],
        kind=["penalty"],
        decided_on=[date(2020, 1, 2)],
        ended_on=[date(2020, 1, 1)],
    )

    assert not checked.keep.any()


def test_an_unknown_word_of_an_optional_column_is_unknown() -> None:
    checked = check("enterprises", enterprise_id=[A], status=["sleeping"])

    assert checked.fields["status"].to_pylist() == [None]
    assert found(checked) == [("status", "unknown_word", False)]


def test_a_person_is_no_enterprise() -> None:
    assert not check("enterprises", enterprise_id=[PERSON]).keep.any()
    assert found(check("parties", party_key=["k"], record_id=["r"], party_id=["A:1"], role=["victim"])) == [
        ("party_id", "wrong_kind_of_id", True)
    ]


def test_a_placeholder_or_a_mistyped_code_is_no_alias() -> None:
    wide = B.replace("9", "９")
    checked = check(
        "identifiers",
        identifier_key=["1", "2", "3", "4", "5"],
        entity_id=[A] * 5,
        scheme=["uscc", "uscc", "internal", "internal", "uscc"],
        value=[B, B[:-1] + "0", "无", "k7", wide],
    )

    assert np.flatnonzero(checked.keep).tolist() == [0, 3, 4]
    assert [checked.fields["value"][row].as_py() for row in (0, 3, 4)] == [B, "k7", B]
    assert found(checked) == [("value", "bad_check_digit", True), ("value", "placeholder", True)]


def test_kinds_of_nodes_by_prefix() -> None:
    assert node_kinds(texts(A, "R:n:1", "P:a", "A:a", "C:a")).tolist() == [0, 0, 1, 2, 3]


@given(
    st.lists(
        st.tuples(
            st.sampled_from([A, B, PERSON, None]),
            st.sampled_from([A, B, PERSON, None]),
            st.sampled_from([0.5, 1.5, None]),
        ),
        min_size=1,
        max_size=20,
    )
)
def test_what_passes_keeps_the_contract(rows: list[tuple[str | None, str | None, float | None]]) -> None:
    checked = check(
        "ties",
        tie_id=[str(number) for number in range(len(rows))],
        kind=["HOLDS"] * len(rows),
        source_id=[row[0] for row in rows],
        target_id=[row[1] for row in rows],
        share=[row[2] for row in rows],
    )
    kept = np.flatnonzero(checked.keep)

    expected = [
        number
        for number, (source, target, _) in enumerate(rows)
        if source is not None and target in (A, B) and source != target
    ]
    assert kept.tolist() == expected
    shares = checked.fields["share"].to_pylist()
    assert all(shares[number] == (rows[number][2] if rows[number][2] != 1.5 else None) for number in kept)
