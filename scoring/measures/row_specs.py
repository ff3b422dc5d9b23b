"""Declarations of measures over rows: filters, windows, and what is computed of the rows.

``more_rows_raise`` says in which direction one more row can move the value, which is what
makes a count over a period that no delivery covers a bound instead of a value.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

FilingName = Literal[
    "annual_reports",
    "alterations",
    "licences",
    "inspections",
    "complaints",
    "tax",
    "insurance",
    "commitments",
    "ratings",
    "certifications",
    "news",
    "intellectual_property",
]
RowsName = Literal[FilingName, "records"]
AttributeOrFiling = Literal["enterprises", FilingName]


class Spec(BaseModel):
    """Base of all measures."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    more_rows_raise: ClassVar[bool] = True


class RowSpec(Spec):
    """Measure over the rows of one table.

    Parameters
    ----------
    table : str
        ``records`` or a filing table.
    kinds : tuple of str
        Words of the table's kind column (``KIND_COLUMNS``); empty is all.
    where : mapping of column to wanted words; flags as true or false; unknown is not wanted
    without : mapping of column to words that do not count; unknown counts
    window_months : int or None
        Rows dated in the last calendar months before t, t included; None is all.
    in_force : bool
        Only rows not ended by t (``ended_on``, or ``valid_to`` of a filing).
    coverage_months : int or None
        Period a delivery must cover before no row means none; None takes the window,
        and without a window everything since establishment.
    """

    table: RowsName
    kinds: tuple[str, ...] = ()
    where: dict[str, tuple[bool | str, ...]] = Field(default_factory=dict)
    without: dict[str, tuple[bool | str, ...]] = Field(default_factory=dict)
    window_months: int | None = Field(default=None, ge=1, le=240)
    in_force: bool = False
    coverage_months: int | None = Field(default=None, ge=1, le=240)


class Count(RowSpec):
    """Number of rows."""

    name: Literal["count"] = Field(alias="is")


class Sum(RowSpec):
    """Sum of a column; rows of unknown amount make it a lower bound."""

    name: Literal["sum"] = Field(alias="is")
    column: str


class Distinct(RowSpec):
    """Number of distinct known words of a text column."""

    name: Literal["distinct"] = Field(alias="is")
    column: str


class Flag(RowSpec):
    """1 if any row, else 0."""

    name: Literal["flag"] = Field(alias="is")


class Listed(RowSpec):
    """1 if a listing is in force on t, else 0 (removed on t is no longer listed)."""

    name: Literal["listed"] = Field(alias="is")
    table: Literal["records"]
    in_force: Literal[True] = True


class DaysSince(RowSpec):
    """Days from the latest row to t; with no row the length of the window."""

    name: Literal["days_since"] = Field(alias="is")
    window_months: int = Field(ge=1, le=240)

    more_rows_raise: ClassVar[bool] = False


class DaysInForce(RowSpec):
    """Days the oldest row in force has lasted; 0 if none is."""

    name: Literal["days_in_force"] = Field(alias="is")
    in_force: Literal[True] = True


class DaysLeft(RowSpec):
    """Days until the first kind of row runs out, a later row of a kind renewing it.

    Negative once run out; at most ``at_most``, which also stands for none held.
    """

    name: Literal["days_left"] = Field(alias="is")
    table: Literal["licences", "certifications"]
    at_most: int = Field(gt=0)

    more_rows_raise: ClassVar[bool] = False


class MaxLevel(RowSpec):
    """Highest level of a word over the rows; 0 if there is no row.

    ``other_level`` is the level of an unlisted or unknown word.
    """

    name: Literal["max_level"] = Field(alias="is")
    column: str
    levels: dict[str, float]
    other_level: float = Field(ge=0)


class MaxSeverity(RowSpec):
    """Highest severity 0-5 of records: the row's, else its measure's, else its kind's."""

    name: Literal["max_severity"] = Field(alias="is")
    table: Literal["records"]


class Repeats(RowSpec):
    """Most rows of one known word of a column, less one."""

    name: Literal["repeats"] = Field(alias="is")
    column: str


class Change(RowSpec):
    """Largest relative change from one column to another inside a row.

    A fall is 1 - after/before, a rise after/before - 1; rows whose ``after`` is below
    ``after_at_least_cents`` do not count.
    """

    name: Literal["change"] = Field(alias="is")
    before: str
    after: str
    towards: Literal["rise", "fall"]
    after_at_least_cents: int = Field(default=0, ge=0)


class ZScore(RowSpec):
    """Rows of the last month against the mean of the months before it, in deviations.

    The deviation is the sample deviation of those months, at least ``deviation_at_least``.
    """

    name: Literal["z_score"] = Field(alias="is")
    window_months: int = Field(ge=3, le=60)
    deviation_at_least: float = Field(gt=0)


class GroupRate(RowSpec):
    """Rate of enterprises with a row in the enterprise's group, from the reference table.

    ``scale``: the smoothed rate, relative to the rate of all, or its decile 1-10 among
    enterprises. ``smoothing`` is the weight of the overall rate, in enterprises.
    """

    name: Literal["group_rate"] = Field(alias="is")
    table: Literal["records"]
    group: Literal["industry", "region"]
    characters: int = Field(ge=1, le=12)
    scale: Literal["rate", "relative", "decile"]
    smoothing: float = Field(gt=0)


class Percentile(RowSpec):
    """Share of the enterprise's group with fewer rows, from the reference table; 0 for none.

    Groups under ``minimum`` enterprises fall back on all enterprises.
    """

    name: Literal["percentile"] = Field(alias="is")
    table: FilingName
    characters: int = Field(ge=1, le=4)
    by_size: bool
    minimum: int = Field(ge=1)


KIND_COLUMNS: dict[str, str] = {
    "records": "kind",
    "alterations": "item",
    "licences": "licence_kind",
    "inspections": "inspection_kind",
    "complaints": "complaint_kind",
    "tax": "tax_state",
    "ratings": "scheme",
    "certifications": "scheme",
    "intellectual_property": "ip_kind",
    "news": "sentiment",
}
"""Column that ``kinds`` selects by, and that a coverage row ``table:kind`` names."""
