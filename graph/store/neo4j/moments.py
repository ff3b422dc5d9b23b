"""The day of a read as the statements take it, and the marks of the store it is read from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from graph.store.neo4j.days import calendar_day
from graph.store.protocol import AsOf


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What a read may see.

    Attributes
    ----------
    day, known_by : int
        Days as they are stored, such as 20261031.
    batches : int
        Published batches; rows of later ones are invisible.
    entities : int
        Published slots of entities.
    """

    day: int
    known_by: int
    batches: int
    entities: int

    @classmethod
    def of(cls, at: AsOf, *, batches: int, entities: int) -> Moment:
        """Moment of a read of a store with so many batches and entities."""
        return cls(
            day=calendar_day(at.day), known_by=calendar_day(at.known_by), batches=batches, entities=entities
        )

    @property
    def known(self) -> dict[str, Any]:
        """Parameters of statements that ask what was known."""
        return {"known_by": self.known_by, "batches": self.batches}
