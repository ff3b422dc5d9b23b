"""What a read needs: published months, the fact store, the vault; passed in, never global."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from api.answers import Published
from api.cursors import unseal
from api.security.viewer import TERMINAL, Viewer
from graph.arrays import Frame
from graph.errors import InputError
from graph.store.protocol import AsOf, FactStore
from scoring.hub_findings import HubFindings
from scoring.month_views import MonthViews
from scoring.results_home import Mask
from scoring.results_types import (
    ClusterDetail,
    ClusterFilter,
    ClusterPage,
    ClusterSort,
    EnterpriseResult,
    HistoryPoint,
    Lifeline,
    MemberPage,
    MigrationMatrix,
    MonthInfo,
    MoverFilter,
    MoverPage,
    Receipt,
)
from scoring.results_types_ownership import Ownership


class PublishedMonth(Protocol):
    """One published revision of a month; every method raises NotFoundError for an unknown id."""

    @property
    def info(self) -> MonthInfo:
        """What the month was made from."""
        ...

    @property
    def scores(self) -> Frame:
        """Scores of all enterprises, mapped; row = enterprise code."""
        ...

    def enterprise(self, enterprise_id: str) -> EnterpriseResult:
        """Result of one enterprise."""
        ...

    def history(self, enterprise_id: str) -> Sequence[HistoryPoint]:
        """Published months of one enterprise up to this one, oldest first."""
        ...

    def receipt(self, enterprise_id: str) -> Receipt:
        """Receipt of one enterprise, computed."""
        ...

    def clusters(
        self, filters: ClusterFilter, sort: ClusterSort, cursor: str | None, limit: int
    ) -> ClusterPage:
        """One page of clusters."""
        ...

    def cluster(self, cluster_id: str) -> ClusterDetail:
        """One cluster."""
        ...

    def members(
        self, cluster_id: str, cursor: str | None, limit: int, inside: Mask | None = None
    ) -> MemberPage:
        """One page of members; those outside an area last, in no order of their ties."""
        ...

    def lifeline(self, cluster_id: str) -> Lifeline:
        """Life line of a cluster."""
        ...

    def hubs(self) -> HubFindings:
        """What more living enterprises share than points allow."""
        ...

    def ownership(self, enterprise_id: str, *, as_of: date | None, depth: int, cap: int) -> Ownership:
        """Holders, held enterprises, controllers and beneficial owner candidates of one enterprise."""
        ...

    def migration(
        self, filters: MoverFilter, cursor: str | None, limit: int, inside: Mask | None = None
    ) -> MoverPage:
        """One page of enterprises (of an area) whose class changed."""
        ...

    def migration_matrix(self, inside: Mask | None = None) -> MigrationMatrix:
        """Migration against the month before, of all or of an area."""
        ...

    @property
    def views(self) -> MonthViews:
        """What a page asks beside the results."""
        ...


class PublishedMonths(Protocol):
    """All published months of a home."""

    def list(self) -> Sequence[MonthInfo]:
        """Every published revision, by month and revision, rising."""
        ...

    def open(self, month: str | None = None, revision: int | None = None) -> PublishedMonth:
        """One revision; the latest month and the revision in force unless given."""
        ...


class Names(Protocol):
    """Masked names of persons, from the vault."""

    def masked(self, person_ids: Sequence[str], /) -> Mapping[str, str]:
        """Masked name of every id."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Readers:
    """The objects every read is made from."""

    months: PublishedMonths
    store: FactStore
    vault: Names


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One read: the readers, the published month that was asked for, what it says of itself, who asks."""

    readers: Readers
    month: PublishedMonth
    info: MonthInfo
    viewer: Viewer = TERMINAL

    @classmethod
    def open(
        cls,
        readers: Readers,
        month: str | None = None,
        revision: int | None = None,
        cursor: str | None = None,
        viewer: Viewer = TERMINAL,
    ) -> Reading:
        """Reading of one revision; the latest month and the revision in force unless given.

        With a cursor the reading is of the month and revision the cursor was made in, so
        that pages fit together whatever is published meanwhile.

        Raises
        ------
        NotFoundError
            If no such month or revision is published.
        InputError
            If a revision is asked for without its month, or the cursor is none of ours or
            was made in another month or revision than asked for.
        """
        if revision is not None and month is None:
            raise InputError("revision: expected together with month, got revision alone; name the month too")
        if cursor is not None:
            place = unseal(cursor)
            if month not in (None, place.month) or revision not in (None, place.revision):
                raise InputError(
                    "cursor: it was made in another month or revision; start again without a cursor"
                )
            month, revision = place.month, place.revision
        opened = readers.months.open(month, revision)
        return cls(readers=readers, month=opened, info=opened.info, viewer=viewer)

    @property
    def published(self) -> Published:
        """Month, revision and pack of every answer."""
        return Published(
            month=self.info.month,
            revision=self.info.revision,
            pack=self.info.pack,
            pack_hash=self.info.pack_hash,
            as_of=self.info.as_of,
            known_by=self.info.known_by,
            digest=self.info.digest,
        )

    @property
    def at(self) -> AsOf:
        """Day of graph reads: the month's validity and knowledge."""
        return AsOf(day=self.info.as_of, known_by=self.info.known_by)
