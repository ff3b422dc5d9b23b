"""Conditions of the mapping language: which rows an entry takes.

A comparison with an unknown value is false, also under ``not``'s argument; ``known``
asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import BaseModel, ConfigDict, Field, model_validator

from graph.identity import normalise_codes
from graph.ingest.rows import Mask, Rows


class Condition(BaseModel):
    """One test of a column, or a combination of tests.

    Exactly one of ``column`` (with ``is``, ``in``, ``matches``, ``known``, ``at_least``
    ``below`` and/or ``same_as``), ``all``, ``any``, ``not``.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    column: str | None = None
    equals: str | None = Field(default=None, alias="is")
    one_of: tuple[str, ...] | None = Field(default=None, alias="in")
    matches: str | None = Field(default=None, description="regular expression (RE2)")
    known: bool | None = None
    at_least: float | None = None
    below: float | None = None
    same_as: str | None = Field(
        default=None, description="column with the same text but for width and spaces"
    )
    every: tuple[Condition, ...] | None = Field(default=None, alias="all")
    some: tuple[Condition, ...] | None = Field(default=None, alias="any")
    negated: Condition | None = Field(default=None, alias="not")

    @model_validator(mode="after")
    def _shape(self) -> Condition:
        forms = [self.column, self.every, self.some, self.negated]
        if sum(form is not None for form in forms) != 1:
            raise ValueError("expected exactly one of column, all, any, not")
        tests = [self.equals, self.one_of, self.matches, self.known, self.at_least, self.below, self.same_as]
        tested = any(test is not None for test in tests)
        if (self.column is not None) != tested:
            raise ValueError(
                "expected a column with a test (is, in, matches, known, at_least, below, same_as)"
            )
        return self


def condition_columns(condition: Condition) -> Iterator[str]:
    """Every column that a condition looks at."""
    if condition.column is not None:
        yield condition.column
    if condition.same_as is not None:
        yield condition.same_as
    for inner in (*(condition.every or ()), *(condition.some or ())):
        yield from condition_columns(inner)
    if condition.negated is not None:
        yield from condition_columns(condition.negated)


def holds(condition: Condition, rows: Rows) -> Mask:
    """Mask of the rows for which a condition is true, shape (n,)."""
    if condition.every is not None:
        return np.asarray(np.stack([holds(inner, rows) for inner in condition.every]).all(axis=0))
    if condition.some is not None:
        return np.asarray(np.stack([holds(inner, rows) for inner in condition.some]).any(axis=0))
    if condition.negated is not None:
        return ~holds(condition.negated, rows)
    texts = rows.text(condition.column or "")
    mask = np.ones(rows.count, dtype=np.bool_)
    if condition.equals is not None:
        mask &= _true(pc.equal(texts, condition.equals))
    if condition.one_of is not None:
        mask &= _true(pc.is_in(texts, value_set=pa.array(condition.one_of, pa.large_string())))
    if condition.matches is not None:
        mask &= _true(pc.match_substring_regex(texts, condition.matches))
    if condition.known is not None:
        mask &= _true(pc.is_valid(texts)) == condition.known
    if condition.same_as is not None:
        mask &= _true(pc.equal(normalise_codes(texts), normalise_codes(rows.text(condition.same_as))))
    if condition.at_least is not None or condition.below is not None:
        numeric = _true(pc.match_substring_regex(texts, r"^-?[0-9]+(?:\.[0-9]+)?$"))
        numbers = pc.cast(pc.if_else(pa.array(numeric), texts, None), pa.float64())
        if condition.at_least is not None:
            mask &= _true(pc.greater_equal(numbers, condition.at_least))
        if condition.below is not None:
            mask &= _true(pc.less(numbers, condition.below))
    return mask


def _true(values: pa.Array) -> Mask:
    filled: Mask = pc.fill_null(values, False).to_numpy(zero_copy_only=False)
    return filled
