"""What an import says about itself: JSON for programs, a page of text for people."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from graph.ingest.normalisers import FIRST


class _Report(BaseModel):
    model_config = ConfigDict(extra="forbid")


class TableReport(_Report):
    """Rows of one table in a file or a batch.

    ``rows`` were staged, ``rejected`` were not; ``repeated`` equalled an earlier row of
    their file; ``known`` counts the values of each column that are not unknown;
    ``unknown_words`` counts words by column that no catalogue has; ``formulas`` counts
    texts kept inert.
    """

    rows: int = 0
    rejected: int = 0
    repeated: int = 0
    formulas: int = 0
    known: dict[str, int] = Field(default_factory=dict)
    unknown_words: dict[str, dict[str, int]] = Field(default_factory=dict)

    def add(self, other: TableReport, words_kept: int) -> None:
        """Add the counts of another report of the same table."""
        self.rows += other.rows
        self.rejected += other.rejected
        self.repeated += other.repeated
        self.formulas += other.formulas
        for name, count in other.known.items():
            self.known[name] = self.known.get(name, 0) + count
        for name, words in other.unknown_words.items():
            mine = self.unknown_words.setdefault(name, {})
            for word, count in words.items():
                mine[word] = mine.get(word, 0) + count
            kept = sorted(mine.items(), key=lambda item: (-item[1], item[0]))[:words_kept]
            self.unknown_words[name] = dict(kept)


class RejectCount(_Report):
    """Number of rejects of one kind; ``effect`` is what was left out."""

    table: str
    field: str
    reason: str
    effect: Literal["row_rejected", "value_unknown", "line_rejected", "file_rejected"]
    count: int


class FileReport(_Report):
    """One file of a delivery.

    ``state`` is ``read``, ``truncated`` (ends inside a row) or ``rejected`` (nothing was
    taken); ``unused_columns`` are in the file and in no entry of the mapping,
    ``absent_columns`` the other way round.
    """

    name: str
    sha256: str
    size: int
    state: Literal["read", "truncated", "rejected"]
    encoding: str = ""
    delimiter: str = ""
    rows: int = 0
    lines_rejected: int = 0
    unterminated: bool = False
    reason: str = ""
    unused_columns: list[str] = Field(default_factory=list)
    absent_columns: list[str] = Field(default_factory=list)
    tables: dict[str, TableReport] = Field(default_factory=dict)
    rejects: list[RejectCount] = Field(default_factory=list)


class Examples(_Report):
    """A finding: how often, and the first few in order."""

    count: int = 0
    examples: list[str] = Field(default_factory=list)


class Findings(_Report):
    """What a whole batch shows and no single row does; nothing of it is rejected."""

    share_sums_above_one: Examples = Field(default_factory=Examples)
    branches_with_several_heads: Examples = Field(default_factory=Examples)
    records_naming_a_party_twice: Examples = Field(default_factory=Examples)
    enterprises_in_ownership_cycles: Examples = Field(default_factory=Examples)
    enterprises_not_delivered: Examples = Field(default_factory=Examples)


class LoadCounts(_Report):
    """What the store did with the batch, by table."""

    version: str = ""
    added: dict[str, int] = Field(default_factory=dict)
    unchanged: dict[str, int] = Field(default_factory=dict)
    closed: dict[str, int] = Field(default_factory=dict)
    stubs: int = 0
    conflicts: int = 0
    conflict_examples: list[tuple[str, str, str]] = Field(default_factory=list)


class ScopeReport(_Report):
    """A complete delivery of a table and whether it may close absent rows."""

    table: str
    source: str
    region: str | None = None
    closes: bool = True
    reason: str = ""


class Acceptance(_Report):
    """That a delivery counts although it may end or change many ties, with the day it was said."""

    reason: str = Field(min_length=1)
    day: date


class ImportReport(_Report):
    """A whole import.

    ``state`` is ``loaded``, or ``already_loaded`` if the same files, mapping and
    declarations were loaded before; ``normalisers`` are the versions that ids of places and
    contacts were made with, ``salt_id`` names the salt of its persons;
    ``accepted`` says why the load guard was not asked, ``undone_on`` the days from which an
    earlier load of this batch no longer counts.
    """

    batch: str
    state: Literal["loaded", "already_loaded"]
    day: date
    source: str
    mapping: str
    mapping_hash: str
    normalisers: dict[str, int] = Field(default_factory=lambda: dict(FIRST))
    salt_id: str = ""
    backfill: bool
    scopes: list[ScopeReport] = Field(default_factory=list)
    files: list[FileReport] = Field(default_factory=list)
    unmatched_files: list[str] = Field(default_factory=list)
    tables: dict[str, TableReport] = Field(default_factory=dict)
    rejects: list[RejectCount] = Field(default_factory=list)
    names: int = 0
    findings: Findings = Field(default_factory=Findings)
    load: LoadCounts = Field(default_factory=LoadCounts)
    accepted: Acceptance | None = None
    undone_on: list[date] = Field(default_factory=list)

    def rejected(self, effect: str) -> int:
        """Number of rejects with an effect."""
        return sum(reject.count for reject in self.rejects if reject.effect == effect)
