"""Points of a stage from those of another: only what can differ is measured again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import Frame
from graph.filing_tables import FILING_TABLES
from graph.filings import Filings, MemoryFilings
from graph.snapshot import Snapshot
from scoring.indicators import Points, measure_points
from scoring.measures.specs import RELATIONS
from scoring.pack_model import Pack
from scoring.reference import Reference

Mask = npt.NDArray[np.bool_]
_TIES = "ties"
_ID = "filing_id"
TABLE_NAMES = tuple(table.name for table in FILING_TABLES)


class NotingFilings:
    """Filings that note whose some of them are, and in which tables, while they are read.

    Parameters
    ----------
    base : Filings
    ids : sequence of str
        Filings whose owners are asked for.
    count : int
        Number of enterprises.

    Attributes
    ----------
    owners : bool[count]
    tables : set of str
        Tables with one of the filings.
    """

    def __init__(self, base: Filings, ids: Sequence[str], count: int) -> None:
        self._base = base
        self._ids = pa.array(ids, pa.large_string())
        self.owners: Mask = np.zeros(count, np.bool_)
        self.tables: set[str] = set()

    def table(self, name: str, columns: Sequence[str]) -> Frame:
        """Rows of a table; see ``graph.filings.Filings``."""
        if not len(self._ids):
            return self._base.table(name, columns)
        frame = self._base.table(name, list(dict.fromkeys((*columns, _ID))))
        hit = np.asarray(pc.is_in(frame.text(_ID), value_set=self._ids), dtype=np.bool_)
        if hit.any():
            self.owners[frame.numbers("enterprise")[hit]] = True
            self.tables.add(name)
        return Frame({column: frame[column] for column in dict.fromkeys(("enterprise", *columns))})


class PartFilings:
    """Filings of a part of the enterprises, opened once the part is known.

    Parameters
    ----------
    opened : function from the snapshot of the part to its filings, by its codes
    """

    def __init__(self, opened: Callable[[Snapshot], Filings]) -> None:
        self._opened = opened
        self._part: Filings = MemoryFilings({})

    def open(self, part: Snapshot) -> None:
        """From now on the filings of this part."""
        self._part = self._opened(part)

    def table(self, name: str, columns: Sequence[str]) -> Frame:
        """Rows of a table; see ``graph.filings.Filings``."""
        return self._part.table(name, columns)


def enterprises_of_filings(
    filings: Filings, ids: Sequence[str], count: int, tables: Iterable[str] = TABLE_NAMES
) -> Mask:
    """Enterprises that some filings of some tables belong to, bool[count]."""
    noting = NotingFilings(filings, ids, count)
    for name in tables if ids else ():
        noting.table(name, [_ID])
    return noting.owners


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredAgain:
    """Points that take the place of others.

    Attributes
    ----------
    rows : int64[m] enterprises, None for every one
    points : Points of these enterprises
        Only of the indicators that were measured again.
    """

    rows: npt.NDArray[np.int64] | None
    points: Points

    def put_into(self, base: Points) -> None:
        """Put them into points of the whole, in place."""
        rows = slice(None) if self.rows is None else self.rows
        for position, name in enumerate(self.points.ids):
            column = base.column(name)
            base.bins[rows, column] = self.points.bins[:, position]
            base.known[rows, column] = self.points.known[:, position]


def measure_ties_again(
    snapshot: Snapshot, filings: Filings, pack: Pack, reference: Reference
) -> MeasuredAgain | None:
    """Points of the indicators on ties of another snapshot; None if the pack has none."""
    ties = tuple(indicator for indicator in pack.indicators if indicator.measure.table == _TIES)
    if not ties:
        return None
    part = pack.model_copy(update={"indicators": ties})
    return MeasuredAgain(rows=None, points=measure_points(snapshot, filings, part, reference))


def measure_part_again(
    snapshot: Snapshot,
    filings: Filings,
    wanted: Mask,
    pack: Pack,
    reference: Reference,
    *,
    opening: Callable[[Snapshot], None],
) -> MeasuredAgain | None:
    """Points of some enterprises, all but those of indicators on ties; None without enterprises.

    Parameters
    ----------
    snapshot : Snapshot
        Without excluded facts.
    filings : Filings
        Of the wanted enterprises by the codes of their part, once that is handed over.
    wanted : bool[n]
    pack : Pack
    reference : Reference
    opening : function that is handed the part: the snapshot of the wanted enterprises
    """
    rows = np.flatnonzero(wanted)
    if not len(rows):
        return None
    part = _part(snapshot, wanted, np.cumsum(wanted).astype(np.int32) - 1)
    opening(part)
    own = tuple(one for one in pack.indicators if one.measure.table not in (_TIES, RELATIONS))
    points = measure_points(part, filings, pack.model_copy(update={"indicators": own}), reference)
    return MeasuredAgain(rows=rows, points=points)


def _part(snapshot: Snapshot, wanted: Mask, codes: npt.NDArray[np.int32]) -> Snapshot:
    """Snapshot of some enterprises and the records that name them, nothing else."""
    n = snapshot.enterprises.rows
    party = snapshot.parties.numbers("party")
    mine = party < n
    mine[mine] = wanted[party[mine]]
    named = np.zeros(snapshot.records.rows, np.bool_)
    named[snapshot.parties.numbers("record")[mine]] = True
    position = (np.cumsum(named) - 1).astype(np.int32)
    parties = snapshot.parties.take(mine)
    items = snapshot.items.take(named[snapshot.items.numbers("record")])
    enterprises = snapshot.enterprises.take(wanted)
    aliases = snapshot.aliases.take(wanted[snapshot.aliases.numbers("enterprise")])
    nobody = np.empty(0, np.int64)
    return replace(
        snapshot,
        enterprises=enterprises.replace(legal_person=np.arange(enterprises.rows, dtype=np.int32)),
        persons=snapshot.persons.take(nobody),
        places=snapshot.places.take(nobody),
        contacts=snapshot.contacts.take(nobody),
        ties=snapshot.ties.take(nobody),
        records=snapshot.records.take(named),
        parties=parties.replace(
            record=position[parties.numbers("record")], party=codes[parties.numbers("party")]
        ),
        items=items.replace(record=position[items.numbers("record")]),
        aliases=aliases.replace(enterprise=codes[aliases.numbers("enterprise")]),
    )
