"""What a quality report says, as data for JSON, tables and the page; never a person's name."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from graph.ingest.report import Examples


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TableQuality(_Part):
    """One table: rows, enterprises with a row, newest day of an event, known share of each column."""

    table: str
    rows: int
    enterprises: int
    newest: date | None
    missing_since: str | None = None
    known: dict[str, float] = Field(default_factory=dict)


class AuthorityTable(_Part):
    """One table of one supervising authority; ``counts`` are rows by shown month."""

    table: str
    rows: int
    enterprises: int
    newest: date | None
    missing_since: str | None
    counts: list[int]


class AuthorityQuality(_Part):
    """One supervising authority; ``authority`` is empty where none is known."""

    authority: str
    enterprises: int
    known: dict[str, float]
    tables: list[AuthorityTable]

    @property
    def gaps(self) -> list[AuthorityTable]:
        """Tables that stopped coming."""
        return [table for table in self.tables if table.missing_since is not None]


class CodeCheck(_Part):
    """Validity of one code or day of enterprises."""

    check: str
    total: int
    valid: int
    unknown: int
    wrong: Examples


class ShareSums(_Part):
    """Open holdings added up by the enterprise they are held in."""

    enterprises: int
    below: int
    whole: int
    unknown: int
    above: Examples


class OrphanTies(_Part):
    """Ties of one kind with an end that no delivery describes."""

    kind: str
    ties: int
    orphans: int


class Refused(_Part):
    """Values or rows that imports refused, by field and reason."""

    table: str
    field: str
    reason: str
    effect: str
    count: int


class UnknownWord(_Part):
    """A word of a delivery that no catalogue has."""

    table: str
    field: str
    word: str
    count: int


class FactorWeight(_Part):
    """Share of an indicator weight that is unknown, by factor; mean over scored enterprises."""

    factor: str
    zh: str
    en: str
    unknown: float
    by_authority: dict[str, float]


class UnknownWeight(_Part):
    """Unknown indicator weight of one scored month."""

    month: str
    revision: int
    scored: int
    factors: list[FactorWeight]


class Quality(_Part):
    """Quality of what is known on a day.

    ``missing_since`` of a table is the first of the months at the end in which it brought
    nothing although rows were to be expected; of an authority also that others had some.
    """

    as_of: date
    known_by: date
    authority: str | None
    enterprises: int
    stubs: int
    months: list[str]
    tables: list[TableQuality]
    authorities: list[AuthorityQuality]
    codes: list[CodeCheck]
    shares: ShareSums
    orphans: list[OrphanTies]
    stub_examples: Examples
    same_names: Examples
    same_name_groups: int
    keys_of_one_code: Examples
    refused: list[Refused]
    unknown_words: list[UnknownWord]
    unknown_weight: UnknownWeight | None = None
