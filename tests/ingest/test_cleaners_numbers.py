"""Money is exact in cents; what is no amount is unknown and listed."""

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.ingest.cleaners import clean
from graph.ingest.cleaners_numbers import chinese_amount, scaled_integers
from graph.ingest.cleaning import FileContext, NumberByKey
from graph.ingest.field_specs import Plain, ShareFromAmounts
from graph.ingest.rows import Cleaned, Rows
from tests.ingest_cases import texts

CONTEXT = FileContext(source="s", salt=b"s", anchors={}, lookups={})


def rows_of(**columns: pa.Array) -> Rows:
    count = len(next(iter(columns.values())))
    return Rows(columns, np.arange(count, dtype=np.int64), texts("", "null"))


def cleaned(cleaner: str, *values: str | None) -> Cleaned:
    spec = Plain.model_validate({"clean": cleaner, "from": "x"})
    return clean(spec, rows_of(x=texts(*values)), CONTEXT, 0, "field")


@pytest.mark.parametrize(
    ("cleaner", "text", "cents"),
    [
        ("cents", "123", 123),
        ("cents", "-5", -5),
        ("cents_from_yuan", "1,234.56", 123456),
        ("cents_from_yuan", "0.005", 1),
        ("cents_from_yuan", "0.004", 0),
        ("cents_from_10k", "1080.0", 1_080_000_000),
        ("cents_from_10k", "687.96", 687_960_000),
        ("cents_from_10k", "1.5E3", 1_500_000_000),
        ("money_text", "1000万人民币", 1_000_000_000),
        ("money_text", "壹佰万元人民币", 100_000_000),
        ("money_text", "人民币 50.5 万元整", 50_500_000),
        ("money_text", "１２３元", 12_300),
        ("money_text", "叁仟贰佰元伍角", 320_050),
        ("money_text", "2亿元", 20_000_000_000),
        ("money_text", "-", None),
        ("cents", "abc", None),
        ("cents_from_yuan", "99999999999999999", None),
    ],
)
def test_amounts_in_all_their_spellings(cleaner: str, text: str, cents: int | None) -> None:
    assert cleaned(cleaner, text).values.to_pylist() == [cents]


def test_another_currency_is_unknown_and_counted() -> None:
    found = cleaned("money_text", "100万美元", "100万元", "壹佰万")

    assert found.values.to_pylist() == [None, 100_000_000, 100_000_000]
    assert [(d.reason, d.mask.tolist()) for d in found.defects] == [
        ("foreign_currency", [True, False, False])
    ]


@given(st.decimals(min_value=-(10**12), max_value=10**12, allow_nan=False, places=6))
def test_decimals_become_cents_rounded_half_away_from_zero(value: Decimal) -> None:
    cents, bad = scaled_integers(texts(f"{value:f}"), 100)

    assert cents.to_pylist() == [int((value * 100).to_integral_value(ROUND_HALF_UP))]
    assert not bad.any()


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("一亿二千万", 12_000_000_000),
        ("一万亿", 100_000_000_000_000),
        ("十", 1000),
        ("无", None),
        ("甲乙", None),
    ],
)
def test_chinese_numerals(text: str, cents: int | None) -> None:
    assert chinese_amount(text) == cents


def test_typed_numbers_of_parquet_keep_their_value() -> None:
    spec = Plain.model_validate({"clean": "cents_from_yuan", "from": "x"})
    numbers = pa.array([1.005, None, float("inf"), -2.5], pa.float64())

    found = clean(spec, rows_of(x=numbers), CONTEXT, 0, "f")

    assert found.values.to_pylist() == [100, None, None, -250]
    assert found.defects[0].mask.tolist() == [False, False, True, False]


@pytest.mark.parametrize(
    ("cleaner", "text", "share"),
    [
        ("share_fraction", "0.25", 0.25),
        ("share_fraction", "25%", 0.25),
        ("share_percent", "25", 0.25),
        ("share_percent", "33.3 ％", 0.333),
        ("share_percent", "120", 1.2),
        ("share_fraction", "a quarter", None),
        ("share_fraction", "1e999", float("inf")),
    ],
)
def test_shares_are_fractions(cleaner: str, text: str, share: float | None) -> None:
    assert cleaned(cleaner, text).values.to_pylist() == [pytest.approx(share) if share else None]


def test_a_derived_share_needs_an_amount_and_a_capital_that_is_not_smaller() -> None:
    lookups = {"capital": NumberByKey(texts("a", "b"), np.array([200.0, 0.0]))}
    context = FileContext(source="s", salt=b"s", anchors={}, lookups=lookups)
    spec = ShareFromAmounts.model_validate(
        {"clean": "share_from_amounts", "from": "x", "lookup": "capital", "key": "k"}
    )
    rows = rows_of(x=texts("50", "300", "0", "50", "50", None), k=texts("a", "a", "a", "b", "c", "a"))

    found = clean(spec, rows, context, 0, "share")

    assert found.values.to_pylist() == [0.25, None, None, None, None, None]
    assert {d.reason: np.flatnonzero(d.mask).tolist() for d in found.defects} == {
        "derived_share_above_one": [1],
        "amount_not_positive": [2],
        "capital_unknown": [3, 4],
    }


def test_flags_by_word() -> None:
    found = cleaned("flag", "是", "0", "TRUE", "maybe", None)

    assert found.values.to_pylist() == [True, False, True, None, None]
    assert found.defects[0].reason == "unknown_word"
    assert found.defects[0].mask.tolist() == [False, False, False, True, False]


def test_numbers_beyond_int64_are_unknown() -> None:
    spec = Plain.model_validate({"clean": "number", "from": "x"})

    found = clean(spec, rows_of(x=pa.array([2**64 - 1, 5], pa.uint64())), CONTEXT, 0, "f")

    assert found.values.to_pylist() == [None, 5]
    assert found.defects[0].mask.tolist() == [True, False]
