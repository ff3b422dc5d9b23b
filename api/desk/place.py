"""What the desk works on: the state database, the books, and the readers of the service."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import sqlalchemy as sa

from graph.state import open_state, refusal

if TYPE_CHECKING:
    from graph.filings import FilingStore
    from graph.same_person.book import PersonBook
    from graph.settings import Settings
    from scoring.decision_book import DecisionBook

CHINA = timezone(timedelta(hours=8))
"""Days of the business end at midnight in Shanghai; there is no summer time."""


def utc_now() -> datetime:
    """Time of day of this machine."""
    return datetime.now(UTC)


class DeskPlace:
    """State and books of one home, opened when first asked for.

    Parameters
    ----------
    settings : Settings
    engine : Engine, optional
        State opened already; else it is opened from the settings.
    clock : callable
        Gives the moment; given in by tests.
    """

    def __init__(
        self,
        settings: Settings,
        engine: sa.Engine | None = None,
        *,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.settings = settings
        self.clock = clock
        self._engine = engine
        self._lock = Lock()

    @property
    def home(self) -> Path:
        """Home folder."""
        return self.settings.home

    @property
    def now(self) -> int:
        """Whole seconds since 1970, UTC."""
        return int(self.clock().timestamp())

    @property
    def today(self) -> date:
        """Day of the business."""
        return self.clock().astimezone(CHINA).date()

    @property
    def engine(self) -> sa.Engine:
        """Engine of the state; of two threads one opens it."""
        with self._lock:
            if self._engine is None:
                self._engine = open_state(self.settings.state_place)
            return self._engine

    @cached_property
    def decisions(self) -> DecisionBook:
        """Book of decisions."""
        from scoring.decision_book import DecisionBook

        return DecisionBook(self.engine, lowering=self.settings.decisions.lowering)

    @cached_property
    def persons(self) -> PersonBook:
        """Book of persons who may be one."""
        from graph.same_person.book import PersonBook

        return PersonBook(self.engine)

    @cached_property
    def filings(self) -> FilingStore:
        """Filings of the home."""
        from graph.filings import FilingStore

        return FilingStore(self.home)

    @contextmanager
    def transaction(self, what: str) -> Iterator[sa.Connection]:
        """Transaction on the state; what the database refuses becomes an error of ours.

        Parameters
        ----------
        what : str
            What could not be done, for the message.
        """
        try:
            with self.engine.begin() as connection:
                yield connection
        except sa.exc.IntegrityError:
            raise
        except sa.exc.DBAPIError as error:
            raise refusal(self.engine, error, f"{what}: the state database refused") from None

    @contextmanager
    def alone(self, what: str, *tables: str) -> Iterator[sa.Connection]:
        """Transaction that keeps other writers of these tables out: a check holds when it is written."""
        with self.transaction(what) as connection:
            if self.engine.dialect.name == "postgresql":
                connection.execute(sa.text(f"LOCK TABLE {', '.join(tables)} IN EXCLUSIVE MODE"))
            else:
                connection.exec_driver_sql("ROLLBACK")
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection


def moment(seconds: int) -> datetime:
    """Moment of whole seconds since 1970, UTC."""
    return datetime.fromtimestamp(seconds, UTC)


def moment_or_none(seconds: int | None) -> datetime | None:
    """The same, null for null."""
    return None if seconds is None else moment(seconds)
