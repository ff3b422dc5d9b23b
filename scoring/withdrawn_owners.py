"""Whose a fact is, in a published month: the enterprises that a withdrawal touches first."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.domain import FactKind
from graph.errors import NotFoundError
from graph.few_rows import sorted_places
from graph.filing_tables import FILING_TABLES
from graph.filings import Filings
from graph.snapshot import Snapshot
from graph.tables import ENTERPRISES
from scoring.withdrawals import Withdrawal


def owners(snapshot: Snapshot, filings: Filings, fact: Withdrawal) -> tuple[str, ...]:
    """Enterprises of a fact that counts in a month.

    Parameters
    ----------
    snapshot : Snapshot
        Without excluded facts.
    filings : Filings
        Of the month; read only for a filing.
    fact : Withdrawal

    Raises
    ------
    NotFoundError
        If no such fact, or no such item of it, counts in the month.
    """
    found = {
        FactKind.RECORD: _of_record,
        FactKind.TIE: _of_tie,
        FactKind.ATTRIBUTE: _of_attribute,
    }
    if fact.fact_kind is FactKind.FILING:
        codes = _of_filing(filings, fact.fact_id)
    else:
        codes = found[fact.fact_kind](snapshot, fact)
    if codes is None:
        part = "" if fact.item_id is None else f" with item {fact.item_id!r}"
        raise NotFoundError(
            f"{fact.fact_kind} {fact.fact_id!r}{part} counts nowhere in the month of {snapshot.as_of}: "
            "expected an id that a receipt or the graph names"
        )
    inside = np.unique(codes[(codes >= 0) & (codes < snapshot.enterprises.rows)])
    return tuple(snapshot.enterprises.text("enterprise_id").take(pa.array(inside)).to_pylist())


def counts(snapshot: Snapshot, fact: Withdrawal) -> bool:
    """Whether an earlier month may rest on the fact; of a filing this is not known without its files."""
    if fact.fact_kind is FactKind.FILING:
        return True
    found = {FactKind.RECORD: _of_record, FactKind.TIE: _of_tie, FactKind.ATTRIBUTE: _of_attribute}
    return found[fact.fact_kind](snapshot, fact) is not None


def _of_record(snapshot: Snapshot, fact: Withdrawal) -> np.ndarray | None:
    (row,) = sorted_places([fact.fact_id], snapshot.records.text("record_id")).tolist()
    if row < 0:
        return None
    if fact.item_id is not None:
        item = _row(snapshot.items.text("item_id"), fact.item_id)
        if item is None or int(snapshot.items.numbers("record")[item]) != row:
            return None
    mine = snapshot.parties.numbers("record") == row
    return np.asarray(snapshot.parties.numbers("party")[mine])


def _of_tie(snapshot: Snapshot, fact: Withdrawal) -> np.ndarray | None:
    row = _row(snapshot.ties.text("tie_id"), fact.fact_id)
    if row is None:
        return None
    return np.array([snapshot.ties.numbers(end)[row] for end in ("src", "dst")])


def _of_attribute(snapshot: Snapshot, fact: Withdrawal) -> np.ndarray | None:
    owner, _, column = fact.fact_id.rpartition("#")
    if column not in ENTERPRISES.names or column == ENTERPRISES.key:
        return None
    codes = snapshot.enterprise_codes([owner])
    return codes if codes[0] >= 0 else None


def _of_filing(filings: Filings, filing_id: str) -> np.ndarray | None:
    for table in FILING_TABLES:
        frame = filings.table(table.name, ["filing_id"])
        row = _row(frame.text("filing_id"), filing_id)
        if row is not None:
            return np.asarray(frame.numbers("enterprise")[row : row + 1])
    return None


def _row(ids: pa.LargeStringArray, wanted: str) -> int | None:
    row = pc.index(ids, pa.scalar(wanted, pa.large_string())).as_py()
    return None if row < 0 else int(row)
