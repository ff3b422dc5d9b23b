"""The desk as the HTTP service holds it: state, feed, and the starter of the job."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, cast

import sqlalchemy as sa

from api.desk.feed import Feed
from api.desk.feed_events import ChangesOf
from api.desk.place import DeskPlace
from api.desk.proposal_book import ProposalBook
from api.desk.starter import LOG, JobStarter, NoStarter, job_command
from api.readers import PublishedMonths

if TYPE_CHECKING:
    from graph.settings import Settings
    from scoring.results import Months


class Desk:
    """What the routes of the desk are given.

    Parameters
    ----------
    settings : Settings
    months : PublishedMonths
    engine : Engine of the state
    clock : callable
        Gives the moment.
    """

    def __init__(
        self,
        settings: Settings,
        months: PublishedMonths,
        engine: sa.Engine,
        clock: Callable[[], datetime],
    ) -> None:
        self.place = DeskPlace(settings, engine, clock=clock)
        self.starter: JobStarter | NoStarter = JobStarter(job_command(settings.home), log=settings.home / LOG)
        self._months = months

    def wake(self) -> None:
        """Start the job for what was approved before this process began."""
        if ProposalBook(self.place).pending():
            self.starter.start()

    @cached_property
    def feed(self) -> Feed:
        """Feed of the published months."""
        return Feed(self.place, self._months, ChangesOf(cast("Months", self._months)))
