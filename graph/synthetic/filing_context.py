"""What every filing table needs: who may file when, what is delivered, and the rows' frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa

from graph.domain import DAY_OPEN
from graph.filing_tables import FILING_TABLES
from graph.synthetic.events import RECORD_KINDS, Events
from graph.synthetic.firms import DAYS_PER_YEAR, Firms
from graph.synthetic.nodes import STREAMS
from graph.synthetic.parameters_events import FilingRates
from graph.synthetic.rows import Cells, Days, HexIds, Rows, Taken
from graph.synthetic.rows import Words as WordCells
from graph.synthetic.versions import known_days, versions
from graph.synthetic.world import World

Int: TypeAlias = np.ndarray[Any, np.dtype[Any]]
Float: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]
Bool: TypeAlias = np.ndarray[Any, np.dtype[np.bool_]]

_STREAM = {table.name: STREAMS["filing"] + number for number, table in enumerate(FILING_TABLES)}


def words_of(values: tuple[str, ...] | list[str] | dict[str, float]) -> pa.StringArray:
    """Arrow text of a few words, or of a table's keys."""
    return pa.array(list(values), pa.string())


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingContext:
    """The province as its filings see it: what was drawn, and the events of its records."""

    world: World
    events: Events

    @property
    def firms(self) -> Firms:
        """Firms of the province."""
        return self.world.firms

    @property
    def plan(self) -> FilingRates:
        """Rates of the filing tables."""
        return self.world.numbers.filings

    @property
    def first_day(self) -> int:
        """First dated day."""
        return int(self.world.schedule.month_starts[0])

    @property
    def last_day(self) -> int:
        """Day of the last delivery."""
        return int(self.world.schedule.day_numbers[-1])

    def event_days(self, kind: str) -> tuple[Int, Int]:
        """Firm and day of all events of a record kind."""
        rows = (self.events.kind == RECORD_KINDS.index(kind)) & (self.events.node < self.firms.size)
        return self.events.node[rows].astype(np.int64), self.events.day[rows]

    def dated(self, rng: np.random.Generator, per_year: float | Float) -> tuple[Int, Int]:
        """Firm and day of Poisson filings over the dated months; firms ascending."""
        years = (self.last_day + 1 - self.first_day) / DAYS_PER_YEAR
        count = rng.poisson(np.broadcast_to(np.asarray(per_year) * years, (self.firms.size,)))
        firm = np.repeat(np.arange(self.firms.size), count)
        day = rng.integers(self.first_day, self.last_day + 1, len(firm))
        return firm, day

    def alive(self, firm: Int, day: Int) -> Bool:
        """True where the firm exists on the day."""
        exists: Bool = (day >= self.firms.born[firm]) & (day < self.firms.left[firm]) & (day <= self.last_day)
        return exists

    def covered(self, table: str, firm: Int) -> Bool:
        """False in cities whose table is not delivered."""
        cities = self.world.numbers.uncovered.tables.get(table, ())
        return ~np.isin(self.firms.district[firm] // len(self.world.words.districts), cities)

    def rows(
        self,
        rng: np.random.Generator,
        table: str,
        firm: Int,
        day: Int,
        columns: dict[str, Cells],
        *,
        first: int = 0,
    ) -> Rows:
        """Rows of a table in the given order; what is dead or not delivered never becomes known.

        ``first`` is the number of rows the table has from earlier calls; ids go on from it.
        """
        known = known_days(rng, day.astype(np.int32), self.world.numbers)
        known = np.maximum(known, self.firms.known[firm])
        shown = self.alive(firm, day) & self.covered(table, firm)
        frame: dict[str, Cells] = {
            "filing_id": HexIds(_STREAM[table], first + np.arange(len(firm)), self.world.seed),
            "enterprise_id": WordCells(self.world.nodes.ids, firm),
            "filed_on": Days(day),
            **columns,
        }
        return Rows(frame, np.where(shown, known, DAY_OPEN).astype(np.int32))

    def ending_rows(
        self,
        rng: np.random.Generator,
        table: str,
        firm: Int,
        day: Int,
        end: Int,
        end_column: str,
        columns: dict[str, Cells],
    ) -> Rows:
        """Rows of a table whose end may become known in a later delivery than the rest."""
        known = np.maximum(known_days(rng, day.astype(np.int32), self.world.numbers), self.firms.known[firm])
        shown = self.alive(firm, day) & self.covered(table, firm)
        known = np.where(shown, known, DAY_OPEN).astype(np.int32)
        index, known_on, ended = versions(
            self.world.schedule, known, end, known_days(rng, end, self.world.numbers)
        )
        frame: dict[str, Cells] = {
            "filing_id": HexIds(_STREAM[table], index, self.world.seed),
            "enterprise_id": WordCells(self.world.nodes.ids, firm[index]),
            "filed_on": Days(day[index]),
            end_column: Days(ended),
            **{name: Taken(cells, index) for name, cells in columns.items()},
        }
        return Rows(frame, known_on)
