"""Withdrawn facts: the grounds of seed XJ art. 10, and the dated statuses that they write."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict, Field

from graph.domain import FactKind, FactState
from graph.errors import InputError

_HANDS = ("source_organ", "document_no", "author", "approver")
_ID_LETTERS = 24


class Ground(BaseModel):
    """One ground: its label, the status it writes and the article it rests on."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    zh: str
    en: str
    status: FactState
    article: str
    needs: tuple[str, ...] = ()
    lifted: bool = False
    kinds: tuple[FactKind, ...] = Field(default=tuple(FactKind))


@cache
def grounds() -> dict[str, Ground]:
    """Grounds by their word."""
    loaded = yaml.safe_load(files("scoring").joinpath("withdrawal_grounds.yaml").read_text("utf-8"))
    return {word: Ground.model_validate(entry) for word, entry in loaded["grounds"].items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """One fact, or an item of a record, that may not count.

    Attributes
    ----------
    fact_kind : FactKind
    fact_id : str
        record_id, tie_id, filing_id, or enterprise_id#column.
    item_id : str, optional
        Item of a record; None for the whole.
    ground : str
        Word of the catalogue.
    effective_on, known_on : date
    source_organ, document_no, author, approver : str
        Author and approver are declared accounts and differ.
    replaced_by : str, optional
        Fact that counts in its place.
    ends_on : date, optional
        Day from which the fact counts again: an objection that was lifted.
    """

    fact_kind: FactKind
    fact_id: str
    item_id: str | None
    ground: str
    effective_on: date
    known_on: date
    source_organ: str
    document_no: str
    author: str
    approver: str
    replaced_by: str | None = None
    ends_on: date | None = None

    @property
    def status_id(self) -> str:
        """Id of the status: the same withdrawal is the same status."""
        told = (self.fact_kind, self.fact_id, self.item_id or "", self.rule.status)
        text = "|".join((*told, self.effective_on.isoformat(), self.document_no))
        return "W:" + hashlib.sha256(text.encode()).hexdigest()[:_ID_LETTERS]

    @property
    def rule(self) -> Ground:
        """Entry of the catalogue.

        Raises
        ------
        InputError
            If it has none of this word.
        """
        found = grounds().get(self.ground)
        if found is None:
            raise InputError(f"ground: expected one of {', '.join(grounds())}, got {self.ground!r}")
        return found

    def check(self) -> None:
        """Refuse what one person decided alone, or what the ground does not fit.

        Raises
        ------
        InputError
        """
        rule = self.rule
        for name in _HANDS:
            if not getattr(self, name).strip():
                word = {"source_organ": "organ", "document_no": "document"}.get(name, name)
                raise InputError(f"withdrawal: expected {word}, got none; say --{word}")
        if self.author.strip().casefold() == self.approver.strip().casefold():
            raise InputError(
                "withdrawal: expected an approver who is not the author, got the same account for both hands"
            )
        if self.fact_kind not in rule.kinds:
            raise InputError(
                f"ground {self.ground}: expected a {' or '.join(rule.kinds)}, got a {self.fact_kind}"
            )
        for name, given in (("item", self.item_id), ("replaced_by", self.replaced_by)):
            if name in rule.needs and not given:
                raise InputError(f"ground {self.ground}: expected --{name.replace('_', '-')}, got none")
        if self.item_id is not None and self.fact_kind is not FactKind.RECORD:
            raise InputError(f"withdrawal: expected a record for an item of it, got a {self.fact_kind}")
        if self.ends_on is not None:
            self._check_end(self.ends_on)
        if self.effective_on > self.known_on:
            raise InputError(
                f"withdrawal: expected to take effect by {self.known_on}, the day it is recorded, "
                f"got {self.effective_on}"
            )

    def _check_end(self, ends_on: date) -> None:
        if not self.rule.lifted:
            lifted = ", ".join(word for word, rule in grounds().items() if rule.lifted)
            raise InputError(f"ground {self.ground}: expected one that can be lifted ({lifted})")
        if not self.effective_on < ends_on <= self.known_on:
            raise InputError(
                f"withdrawal: expected an end after {self.effective_on}, its first day (--effective), "
                f"and by {self.known_on}, got {ends_on}"
            )


def status_rows(withdrawals: Sequence[Withdrawal]) -> str:
    """Rows of ``fact_statuses`` as CSV: a small batch for the import."""
    written = io.StringIO()
    names = (
        *("status_id", "fact_kind", "fact_id", "item_id", "effective_on", "ends_on", "status"),
        *("ground", "source_organ", "document_no", "replaced_by", "author", "approver"),
    )
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(names)
    for one in sorted(withdrawals, key=lambda row: row.status_id):
        rows.writerow(
            [
                *(one.status_id, one.fact_kind.value, one.fact_id, one.item_id or "", one.effective_on),
                *(
                    one.ends_on or "",
                    one.rule.status.value,
                    f"{one.rule.article} {one.ground}",
                    one.source_organ,
                ),
                *(one.document_no, one.replaced_by or "", one.author.strip(), one.approver.strip()),
            ]
        )
    return written.getvalue()
