"""What a store learnt since one of its versions, as far as it could change an earlier freeze."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import Frame
from graph.domain import day_number
from graph.errors import IntegrityError
from graph.store.embedded.frozen_facts import frozen_statuses
from graph.store.embedded.knowledge import Knowledge
from graph.store.embedded.layout import STORED
from graph.store.embedded.segments import MANIFEST, Version
from graph.store.embedded.text_order import positions_of

_STATUSES = "fact_statuses"


def statuses_known(version: Version, as_of: date, known_by: date) -> Frame:
    """Fact statuses of a freeze of these days, by the ids that they were delivered with."""
    return frozen_statuses(Knowledge.of(version, as_of, known_by))


def other_facts_since(version: Version, name: str, as_of: date, statuses: Frame) -> str | None:
    """Why a freeze as of a day may differ from that of an earlier version in more than statuses.

    Parameters
    ----------
    version : Version
        In force now.
    name : str
        Earlier version.
    as_of : date
        Facts known after it count in neither.
    statuses : Frame
        Those that count now, of ``statuses_known``: a record that one of them names lends its id.

    Returns
    -------
    str or None
        None where every other fact is what it was.
    """
    try:
        told = json.loads((version.folder.parent / name / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return f"version {name} of the store is gone"
    batches = [row["batch"] for row in told["batches"]]
    if [batch.batch for batch in version.batches[: len(batches)]] != batches:
        return "a batch was undone"
    if len(version.undone) != len(told.get("undone", ())):
        return "a batch was undone"
    named = statuses.text("fact_id")
    for table in STORED:
        if table == _STATUSES or not version.rows(table):
            continue
        rows = np.flatnonzero(version.numbers(table, "batch_seq") > len(batches))
        if not len(rows):
            continue
        if (np.asarray(version.take(table, "known_on", rows)) <= day_number(as_of)).any():
            return f"{table} known by {as_of} were delivered since"
        if table == "records":
            ids = version.id_texts("records", np.asarray(version.take(table, "fact", rows)))
            if pc.any(pc.is_in(ids, value_set=named)).as_py():
                return "a record delivered since bears the id of a withdrawn one"
    return None


def records_of_decisions(version: Version, decisions: pa.LargeStringArray) -> pa.LargeStringArray:
    """Ids of all records, known or not, of some decisions; one for each delivered version.

    Raises
    ------
    IntegrityError
        If a file of the version is missing.
    """
    found, start = [pa.array([], pa.large_string())], 0
    try:
        for file in version.manifest["tables"].get("records", ()):
            frame = version.mapped_frame(file)
            hit = pc.is_in(frame.text("decision_id"), value_set=decisions, skip_nulls=True)
            slots = frame.numbers("fact")[np.flatnonzero(np.asarray(hit))]
            found.append(version.id_texts("records", slots))
            start += frame.rows
    except OSError as error:
        raise IntegrityError(f"{version.name}: a file of records cannot be read: {error}") from error
    return pc.unique(pa.concat_arrays(found))


def knows_records(version: Version, ids: pa.LargeStringArray, by: date) -> bool:
    """Whether a version knows a record of one of some ids by a day."""
    slots = positions_of(ids, version.ids.get("records", pa.chunked_array([], pa.large_string())))
    slots = slots[slots >= 0]
    if not len(slots):
        return False
    rows = np.flatnonzero(np.isin(version.numbers("records", "fact"), slots))
    return bool((np.asarray(version.take("records", "known_on", rows)) <= day_number(by)).any())


class EmbeddedSince:
    """One version; see ``graph.store.since``.

    Parameters
    ----------
    version : Version
        In force now.
    """

    def __init__(self, version: Version) -> None:
        self._version = version

    def statuses_known(self, as_of: date, known_by: date) -> Frame:
        """See ``statuses_known``."""
        return statuses_known(self._version, as_of, known_by)

    def other_facts_since(self, name: str, as_of: date, statuses: Frame) -> str | None:
        """See ``other_facts_since``."""
        return other_facts_since(self._version, name, as_of, statuses)

    def records_of_decisions(self, decisions: pa.LargeStringArray) -> pa.LargeStringArray:
        """See ``records_of_decisions``."""
        return records_of_decisions(self._version, decisions)

    def knows_records(self, ids: pa.LargeStringArray, by: date) -> bool:
        """See ``knows_records``."""
        return knows_records(self._version, ids, by)
