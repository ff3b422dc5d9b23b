"""Cleaners of texts, words and days."""

from collections.abc import Mapping
from datetime import date, datetime

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from graph.ingest.cleaners import clean
from graph.ingest.cleaning import FileContext, OccurrenceCounter
from graph.ingest.field_specs import FieldSpec
from graph.ingest.rows import Cleaned, Rows
from tests.ingest_cases import texts

SPEC: TypeAdapter[FieldSpec] = TypeAdapter(FieldSpec)
CONTEXT = FileContext(source="s", salt=b"s", anchors={"end": date(2021, 12, 31)}, lookups={})


def run(spec: Mapping[str, object], **columns: pa.Array) -> Cleaned:
    count = len(next(iter(columns.values())))
    rows = Rows(columns, np.arange(count, dtype=np.int64), texts("", "null", "-"))
    return clean(SPEC.validate_python(spec), rows, CONTEXT, 0, "field")


def plain(cleaner: str, *values: str | None) -> Cleaned:
    return run({"clean": cleaner, "from": "x"}, x=texts(*values))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2020-01-31", date(2020, 1, 31)),
        ("20200131", date(2020, 1, 31)),
        ("2020/1/3", date(2020, 1, 3)),
        ("2020年1月3日", date(2020, 1, 3)),
        ("2020-01-31 23:59:59.0", date(2020, 1, 31)),
        ("2020-01-31T00:00:00Z", date(2020, 1, 31)),
        ("2020-01-30T16:00:00Z", date(2020, 1, 31)),
        ("2020-01-30T15:59:59.999Z", date(2020, 1, 30)),
        ("2020-01-30T16:00:00.000+0000", date(2020, 1, 31)),
        ("2020-01-31T00:00:00+08:00", date(2020, 1, 31)),
        ("2020-01-30 22:30 -02:00", date(2020, 1, 31)),
        ("2020-01-30 16:00:00+00", date(2020, 1, 31)),
        ("2020-01-31 00:00:00.5+08", date(2020, 1, 31)),
        ("2020-01-31 99:00:00Z", date(2020, 1, 31)),
        ("1988-05-31T15:00:00Z", date(1988, 6, 1)),
        ("1580400000000", date(2020, 1, 31)),
        ("581094000000", date(1988, 6, 1)),
        ("2020-02-29", date(2020, 2, 29)),
        ("2021-02-29", None),
        ("2020-13-01", None),
        ("0000-00-00", None),
        ("2020", None),
        ("9999-09-09", date(9999, 9, 9)),
    ],
)
def test_days_in_all_their_spellings(text: str, day: date | None) -> None:
    found = plain("date", text)

    assert found.values.to_pylist() == [day]
    assert bool(found.defects) == (day is None)


@given(st.dates(min_value=date(1, 1, 1), max_value=date(9999, 12, 31)))
def test_every_iso_day_is_read(day: date) -> None:
    assert plain("date", day.isoformat()).values.to_pylist() == [day]


def test_typed_days_of_parquet_pass() -> None:
    stamps = pa.array([datetime(2020, 1, 31, 12), None], pa.timestamp("us"))

    assert run({"clean": "date", "from": "x"}, x=stamps).values.to_pylist() == [date(2020, 1, 31), None]


def test_moments_of_parquet_are_the_days_they_were_in_china() -> None:
    stamps = [datetime(2020, 1, 30, 16), None, datetime(1988, 5, 31, 15)]
    for zone in ("UTC", "Asia/Shanghai"):
        found = run({"clean": "date", "from": "x"}, x=pa.array(stamps, pa.timestamp("us", zone)))
        assert found.values.to_pylist() == [date(2020, 1, 31), None, date(1988, 6, 1)]


def test_months_before_an_anchor_end_on_the_last_day_of_shorter_months() -> None:
    found = run(
        {"clean": "date_minus_months", "from": "x", "anchor": "end"}, x=texts("0", "1", "10", "x", None)
    )

    assert found.values.to_pylist() == [
        date(2021, 12, 31),
        date(2021, 11, 30),
        date(2021, 2, 28),
        None,
        None,
    ]
    assert found.defects[0].mask.tolist() == [False, False, False, True, False]


def test_null_words_and_blanks_are_unknown() -> None:
    assert plain("text", " a ", "", "  ", "null", "-", None).values.to_pylist() == ["a", *[None] * 5]


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("存续（在营、开业、在册）", "operating"),
        ("吊销，未注销", "revoked"),
        ("22", "deregistered"),
        ("DA", "revoked"),
        ("迁出", "moved_out"),
        ("其他", "unknown"),
        ("新词", None),
    ],
)
def test_registration_states_by_code_letter_and_word(word: str, status: str | None) -> None:
    found = plain("status", word)

    assert found.values.to_pylist() == [status]
    assert bool(found.defects) == (status is None)


@pytest.mark.parametrize(("otherwise", "value"), [("unknown", None), ("keep", "z"), ("reject", None)])
def test_a_word_without_an_entry_is_treated_as_the_mapping_says(otherwise: str, value: str | None) -> None:
    spec = {"clean": "map", "from": "x", "values": {"a": "A"}, "otherwise": otherwise}

    found = run(spec, x=texts("a", "z"))

    assert found.values.to_pylist() == ["A", value]
    assert [d.whole_row for d in found.defects] == {"unknown": [False], "keep": [], "reject": [True]}[
        otherwise
    ]


def test_split_takes_a_part_or_joins_all() -> None:
    everything = run({"clean": "split", "from": "x", "on": ";，"}, x=texts("a; b，c", "", None))
    second = run({"clean": "split", "from": "x", "on": ";", "take": 1}, x=texts("a;b", "a"))

    assert everything.values.to_pylist() == ["a|b|c", None, None]
    assert second.values.to_pylist() == ["b", None]


def test_concat_is_unknown_if_a_part_is() -> None:
    spec = {"clean": "concat", "parts": [{"text": "no "}, {"column": "x"}], "between": ""}

    assert run(spec, x=texts("1", None)).values.to_pylist() == ["no 1", None]


def test_the_first_alternative_that_the_file_has_is_read() -> None:
    assert run({"clean": "text", "from": ["y", "x"]}, x=texts("a")).values.to_pylist() == ["a"]


def test_constants_keep_their_type() -> None:
    day = run({"clean": "constant", "value": date(2020, 1, 1)}, x=texts("a", "b"))
    number = run({"clean": "constant", "value": 3}, x=texts("a"))

    assert day.values.to_pylist() == [date(2020, 1, 1)] * 2
    assert number.values.to_pylist() == [3]


@given(st.lists(st.integers(min_value=0, max_value=4)), st.integers(min_value=1, max_value=5))
def test_ordinals_count_equal_rows_over_all_chunks(values: list[int], size: int) -> None:
    counter = OccurrenceCounter()
    hashes = np.array(values, np.uint64)

    found = [
        ordinal
        for start in range(0, len(values), size)
        for ordinal in counter.ordinals(hashes[start : start + size]).tolist()
    ]

    assert found == [values[:place].count(value) for place, value in enumerate(values)]
