"""Read model of published months: mapped files, no model library, small private memory.

A month is opened once and kept; its files are never overwritten, so a reader is never
disturbed by what is published meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from gnn.network import RelationNetwork
from gnn.stored import read_network
from graph.arrays import Frame
from graph.errors import InputError, IntegrityError, NotFoundError
from graph.ownership.holdings import Holdings, holdings_of
from graph.snapshot import Snapshot
from scoring.clusters.rules import ClusterRules, cluster_rules
from scoring.hub_findings import HubFindings, hub_findings, most_with_points
from scoring.kept_folders import hash_of_tables
from scoring.last_asked import LastAsked
from scoring.month_folders import MonthFolder, last_day, months_of
from scoring.month_lookups import MonthLookups, hash_of_lookups, lookups_of
from scoring.month_views import MonthViews
from scoring.pack_model import Pack
from scoring.peers import LevelGroups, groups_of
from scoring.receipts import make_receipt
from scoring.results_clusters import (
    NO_FILTER,
    cluster_detail,
    cluster_lifeline,
    cluster_members,
    list_clusters,
    member_rows,
    sort_rows,
)
from scoring.results_enterprise import enterprise_result, history_point
from scoring.results_home import Mask
from scoring.results_info import month_info
from scoring.results_migration import ALL_MOVERS, list_movers, migration_matrix
from scoring.results_overlays import professional_of
from scoring.results_ownership import ownership_of
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
from scoring.void_receipts import void_of

KEPT_HOLDINGS = 2
"""Days whose holdings stay in memory (0.2 GB each at 1,000,000 enterprises)."""
KEPT_VIEWS = 3
"""Months whose views stay in memory (degrees, peers, holdings: 0.2 GB each at 1,000,000 enterprises)."""
KEPT_OPEN = 48
"""Months whose mappings stay open; each costs address space, little private memory."""


class Months:
    """Published months of a home.

    Parameters
    ----------
    home : Path
    """

    def __init__(self, home: Path) -> None:
        self._home = home
        self._open = LastAsked[tuple[str, int], Month](KEPT_OPEN)
        self._holdings = LastAsked[tuple[Path, date], Holdings](KEPT_HOLDINGS)
        self._views = LastAsked[Path, MonthViews](KEPT_VIEWS)

    def list(self) -> list[MonthInfo]:
        """Every published revision, by month and revision, rising."""
        return [
            month_info(MonthFolder(self._home, month), revision)
            for month in months_of(self._home)
            for revision in MonthFolder(self._home, month).published()
        ]

    def open(self, month: str | None = None, revision: int | None = None) -> Month:
        """A published month; without arguments the latest, without a revision the one in force.

        Raises
        ------
        NotFoundError
            If no such month or revision is published.
        InputError
            If the month is not written YYYY-MM.
        """
        if month is None:
            published = months_of(self._home)
            if not published:
                raise NotFoundError("no month is published yet: run `guanlian score`")
            month = published[-1]
        last_day(month)
        folder = MonthFolder(self._home, month)
        known = folder.published()
        wanted = revision if revision is not None else (known[-1] if known else 0)
        if wanted not in known:
            asked = month if revision is None else f"{month} revision {revision}"
            raise NotFoundError(f"month {asked} is not published", month=month)
        return self._open.of((month, wanted), lambda: Month(self, folder, wanted))

    def holdings(self, month: Month, day: date) -> Holdings:
        """Holdings in force on a day as a month knows them; the last ones asked for are kept."""
        return self._holdings.of((month.path, day), lambda: holdings_of(month.snapshot, day=day))

    def views(self, month: Month) -> MonthViews:
        """Views of a month; the last ones asked for are kept."""
        return self._views.of(month.path, lambda: MonthViews(month))

    def until(self, month: str) -> Sequence[str]:
        """Published months up to and including one, rising."""
        return [name for name in months_of(self._home) if name <= month]


class Month:
    """One published revision of a month.

    Parameters
    ----------
    months : Months
        For earlier months (history).
    folder : MonthFolder
    revision : int
    """

    def __init__(self, months: Months, folder: MonthFolder, revision: int) -> None:
        self._months = months
        self._folder = folder
        self._revision = revision
        self._path = folder.revision_path(revision)
        self._orders: dict[ClusterSort, Any] = {}

    @property
    def info(self) -> MonthInfo:
        """What the month was made from."""
        return self._info.model_copy(update={"current": self._folder.current() == self._revision})

    @cached_property
    def _info(self) -> MonthInfo:
        return month_info(self._folder, self._revision, self.manifest)

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """Manifest as published."""
        return self._folder.manifest(self._revision)

    @cached_property
    def pack(self) -> Pack:
        """Pack the month was scored with.

        Raises
        ------
        IntegrityError
            If the file is damaged, or was written by a version of the program with another pack language.
        """
        try:
            return Pack.model_validate_json((self._path / "pack.json").read_text(encoding="utf-8"))
        except ValidationError as error:
            raise IntegrityError(
                f"month {self._folder.month} r{self._revision:03d}: expected a pack that this version of the "
                f"program reads, got {error.error_count()} differences in pack.json; "
                "open it with the version that published it"
            ) from error

    @cached_property
    def cluster_rules(self) -> ClusterRules:
        """Cluster rules of the pack."""
        return cluster_rules(self.pack.clusters.content)

    @cached_property
    def scores(self) -> Frame:
        """Scores, row = enterprise code."""
        return Frame.read(self._path / "scores.arrow")

    @cached_property
    def indicators(self) -> Frame:
        """Values, bins and lines of indicators, row = enterprise code."""
        measures, lines = (Frame.read(self._path / f"{name}.arrow") for name in ("measures", "lines"))
        return measures.beside(lines)

    @cached_property
    def decisions(self) -> Frame | None:
        """Decisions in force; None where there were none."""
        path = self._path / "decisions.arrow"
        return Frame.read(path) if path.exists() else None

    @cached_property
    def cluster_table(self) -> Frame:
        """Clusters of the month."""
        return Frame.read(self._path / "clusters.arrow")

    @cached_property
    def member_table(self) -> Frame:
        """Members of the clusters."""
        return Frame.read(self._path / "members.arrow")

    @cached_property
    def lifeline_table(self) -> Frame:
        """Events of all clusters up to this month."""
        return Frame.read(self._path / "lifeline.arrow")

    @cached_property
    def mover_table(self) -> Frame:
        """Enterprises whose class changed."""
        return Frame.read(self._path / "migration.arrow")

    @cached_property
    def snapshot(self) -> Snapshot:
        """Snapshot of the month without excluded facts."""
        return Snapshot.read(self._path / "snapshot")

    @cached_property
    def lookups(self) -> MonthLookups:
        """Lookups of the snapshot, mapped; laid out where there are none."""
        return lookups_of(self.home, hash_of_lookups(self.manifest), self.snapshot)

    @cached_property
    def peer_levels(self) -> tuple[LevelGroups, ...]:
        """Groups of peers of every level, mapped; laid out where there are none."""
        known_by = hash_of_tables(self.manifest, "scores", "snapshot/enterprises")
        return groups_of(self.home, known_by, self.scores, self.snapshot.enterprises)

    @cached_property
    def network(self) -> RelationNetwork:
        """Relation network of the month, mapped."""
        return read_network(self._path / "network", self.snapshot)

    @cached_property
    def _hubs(self) -> HubFindings:
        most = most_with_points(self.network.rules.hubs)
        return HubFindings(more_than=most, hubs=tuple(hub_findings(self.snapshot, most)))

    def hubs(self) -> HubFindings:
        """What more living enterprises share than points allow; computed once for an opened month."""
        return self._hubs

    def ownership(self, enterprise_id: str, *, as_of: date | None, depth: int, cap: int) -> Ownership:
        """Ownership of the legal person of an enterprise, as this month knows it.

        Raises
        ------
        InputError
            If the day is after the month's.
        """
        day = as_of or self.snapshot.as_of
        if day > self.snapshot.as_of:
            raise InputError(f"as_of: expected a day up to the month's, {self.snapshot.as_of}, got {day}")
        code = int(self.snapshot.enterprises.numbers("legal_person")[self.row(enterprise_id)])
        holdings = self._months.holdings(self, day)
        return ownership_of(self.snapshot, holdings, code, as_of=day, depth=depth, cap=cap)

    @property
    def views(self) -> MonthViews:
        """What a page asks beside the results: peers, profile, levels, pictures, suppositions."""
        return self._months.views(self)

    def holdings(self) -> Holdings:
        """Holdings in force on the month's day; the last ones asked for are kept."""
        return self._months.holdings(self, self.snapshot.as_of)

    @property
    def home(self) -> Path:
        """Home folder."""
        return self._folder.home

    @property
    def scale(self) -> float:
        """Scale of the relationship hazard."""
        return float(self.manifest["relationship"]["scale"])

    @property
    def relation(self) -> dict[str, Any]:
        """``relationship`` of the manifest: baseline or model, and why."""
        return dict(self.manifest["relationship"])

    @property
    def path(self) -> Path:
        """Folder of the revision."""
        return self._path

    def row(self, enterprise_id: str) -> int:
        """Row (enterprise code) of an id.

        Raises
        ------
        NotFoundError
            If the month does not know the enterprise.
        """
        found = self.scores.place("enterprise_id", enterprise_id)
        if found is None:
            raise NotFoundError(
                f"this enterprise is not in month {self._folder.month}: "
                "expected its id or a code such as its USCC",
                id=enterprise_id,
            )
        return found

    def enterprise(self, enterprise_id: str) -> EnterpriseResult:
        """Score, class, factors and indicators of one enterprise."""
        row = self.row(enterprise_id)
        found = enterprise_result(self.scores, self.indicators, self.pack, row, self.decisions)
        return found.model_copy(update={"professional": professional_of(self._path, self.pack, row)})

    def receipt(self, enterprise_id: str) -> Receipt:
        """Why an enterprise has its score, computed by the same functions as the month."""
        receipt = make_receipt(self, self.row(enterprise_id))
        void = void_of(self._folder, self._revision, receipt.enterprise_id)
        return receipt.model_copy(update={"void": void}) if void else receipt

    def history(self, enterprise_id: str) -> list[HistoryPoint]:
        """The enterprise in every published month up to this one, oldest first."""
        points = []
        for name in self._months.until(self._folder.month):
            month = self if name == self._folder.month else self._months.open(name)
            row = month.scores.place("enterprise_id", enterprise_id)
            if row is not None:
                points.append(history_point(month.manifest, month.scores, row))
        if not points:
            raise NotFoundError("this enterprise is in no published month", id=enterprise_id)
        return points

    def clusters(
        self,
        filters: ClusterFilter = NO_FILTER,
        sort: ClusterSort = ClusterSort.SIZE,
        cursor: str | None = None,
        limit: int = 50,
    ) -> ClusterPage:
        """One page of clusters in a stable order."""
        if sort not in self._orders:
            self._orders[sort] = sort_rows(self.cluster_table, sort)
        return list_clusters(
            self.cluster_table, self._orders[sort], filters, cursor, limit, self.cluster_rules
        )

    def cluster(self, cluster_id: str) -> ClusterDetail:
        """One cluster with its core members."""
        return cluster_detail(
            self.cluster_table, self.member_table, self.scores, cluster_id, self.cluster_rules
        )

    def members(
        self, cluster_id: str, cursor: str | None = None, limit: int = 50, inside: Mask | None = None
    ) -> MemberPage:
        """One page of members, strongest first; those outside an area last, by id."""
        rows = member_rows(self.cluster_table, self.member_table, cluster_id, inside)
        return cluster_members(self.member_table, self.scores, rows, cursor, limit)

    def lifeline(self, cluster_id: str) -> Lifeline:
        """Events of a cluster up to this month, ended clusters included."""
        return cluster_lifeline(self.cluster_table, self.lifeline_table, cluster_id)

    def migration(
        self,
        filters: MoverFilter = ALL_MOVERS,
        cursor: str | None = None,
        limit: int = 50,
        inside: Mask | None = None,
    ) -> MoverPage:
        """One page of enterprises (of an area) whose class changed, with causes, in id order."""
        return list_movers(self.mover_table, self.scores, filters, cursor, limit, inside)

    def migration_matrix(self, inside: Mask | None = None) -> MigrationMatrix:
        """Counts from class to class and of main causes, of all or of an area."""
        return migration_matrix(self.mover_table, self.scores, self.info.previous, inside)
