"""What a store learnt since one of its versions: what a revision of changed rows stands on."""

from __future__ import annotations

from datetime import date
from typing import Protocol, runtime_checkable

import pyarrow as pa

from graph.arrays import Frame
from graph.store.protocol import FactStore


class StoreSince(Protocol):
    """The version in force of a store, compared with earlier ones."""

    def statuses_known(self, as_of: date, known_by: date) -> Frame:
        """Fact statuses of a freeze of these days, by the ids that they were delivered with."""
        ...

    def other_facts_since(self, name: str, as_of: date, statuses: Frame) -> str | None:
        """Why a freeze as of a day may differ from that of an earlier version in more than statuses.

        Parameters
        ----------
        name : str
            Earlier version.
        as_of : date
            Facts known after it count in neither.
        statuses : Frame
            Those that count now: a record that one of them names lends its id.
        """
        ...

    def records_of_decisions(self, decisions: pa.LargeStringArray) -> pa.LargeStringArray:
        """Ids of all records, known or not, of some decisions."""
        ...

    def knows_records(self, ids: pa.LargeStringArray, by: date) -> bool:
        """Whether a record of one of some ids is known by a day."""
        ...


@runtime_checkable
class RevisedStore(FactStore, Protocol):
    """A fact store that says what came since the version that a month was made of."""

    def since(self) -> StoreSince | None:
        """What was learnt since earlier versions, None where nothing can be said."""
        ...

    def current_version(self) -> str | None:
        """Name of the version in force, None before the first load."""
        ...

    def pin(self, version: str, by: str) -> None:
        """Keep a version as long as ``by`` needs it."""
        ...
