"""What the database learnt since one of its versions, from its batches and a few keys.

Every batch says when the first of its rows of each table is known, so that a revision of
changed rows reads the statuses and what they name, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import Frame
from graph.errors import NotFoundError
from graph.store.embedded.frozen_facts import frozen_statuses
from graph.store.embedded.knowledge import Knowledge
from graph.store.neo4j.database import Database
from graph.store.neo4j.days import calendar_day
from graph.store.neo4j.materialise import StoreReader
from graph.store.neo4j.scratch import ScratchVersion, scratch_folder
from graph.store.neo4j.state import StoreMarks, read_batches

_STATUSES = "fact_statuses"
_IDS_A_READ = 10_000
_TIMEOUT_S = 300.0


class Neo4jSince:
    """The published state of a database; see ``graph.store.since``.

    Parameters
    ----------
    database : Database
    home : Path
        Its ``neo4j-scratch`` folder takes the statuses while they are read.
    state : StoreMarks
    """

    def __init__(self, database: Database, home: Path, state: StoreMarks) -> None:
        self._database = database
        self._home = home
        self._state = state

    def statuses_known(self, as_of: date, known_by: date) -> Frame:
        """Fact statuses of a freeze of these days, by the ids that they were delivered with."""
        reader = StoreReader(self._database, self._state)
        rows = reader.with_versions(_STATUSES, reader.keyed(_STATUSES))
        batches = read_batches(self._database, self._state.published)
        with scratch_folder(self._home) as folder:
            scratch = ScratchVersion(folder / "statuses", batches)
            scratch.add_table(_STATUSES, rows)
            return frozen_statuses(Knowledge.of(scratch.finish(), as_of, known_by))

    def other_facts_since(self, name: str, as_of: date, statuses: Frame) -> str | None:
        """Why a freeze as of a day may differ from that of an earlier version in more than statuses."""
        if any(int(before[1:]) >= int(name[1:]) for before in self._state.undone_before):
            return "a batch was undone"
        try:
            batches = self._state.until(name).published
        except NotFoundError:
            return f"version {name} of the store is gone"
        found = self._database.columns("maintenance.batch_days", batches=batches)
        records = False
        for batch, tables, days in zip(found["batch"], found["tables"], found["days"], strict=True):
            if tables is None:
                return f"batch {batch} does not say what it brought"
            for table, day in zip(tables, days, strict=True):
                if table != _STATUSES and day <= calendar_day(as_of):
                    return f"{table} known by {as_of} were delivered since"
                records = records or table == "records"
        named = pc.unique(statuses.text("fact_id"))
        if records and any(sequence > batches for _, sequence in self._versions(named)):
            return "a record delivered since bears the id of a withdrawn one"
        return None

    def records_of_decisions(self, decisions: pa.LargeStringArray) -> pa.LargeStringArray:
        """Ids of all records, known or not, of some decisions."""
        found = self._database.columns(
            "maintenance.records_of_decisions",
            timeout_s=_TIMEOUT_S,
            decisions=decisions.to_pylist(),
            batches=self._state.published,
        )
        return pc.unique(pa.array(found["id"], pa.large_string()))

    def knows_records(self, ids: pa.LargeStringArray, by: date) -> bool:
        """Whether a record of one of some ids is known by a day."""
        limit = calendar_day(by)
        return any(day <= limit for day, _ in self._versions(ids))

    def _versions(self, ids: pa.LargeStringArray) -> Iterator[tuple[int, int]]:
        """Day of knowledge and batch of every published version of records."""
        for start in range(0, len(ids), _IDS_A_READ):
            part = ids.slice(start, _IDS_A_READ).to_pylist()
            for statement in ("maintenance.held_records", "maintenance.held_record_versions"):
                for row in self._database.columns(statement, timeout_s=_TIMEOUT_S, ids=part)["rows"]:
                    if row.get("known_on") is not None and row["batch_seq"] <= self._state.published:
                        yield row["known_on"], row["batch_seq"]
