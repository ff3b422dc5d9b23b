"""What a page asks of one published month beside its results: peers, profile, levels, pictures, supposition.

Whole columns are read once for an opened month and kept while the month is among the last
ones asked for; one enterprise then costs look-ups and one scan of its tie kinds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gnn.network import RelationNetwork
from graph.arrays import Frame
from graph.domain import EnterpriseStatus, NodeKind, RiskClass, TieKind
from graph.errors import NotFoundError
from graph.filings import Filings, FilingStore
from graph.ownership.holdings import Holdings
from graph.snapshot import Snapshot
from scoring.clusters.rules import ClusterRules
from scoring.month_filings import filings_of
from scoring.month_lookups import MonthLookups
from scoring.month_names import names_of
from scoring.month_ties import MonthTies
from scoring.name_search import NameSearch
from scoring.ownership_levels import OwnershipLevels
from scoring.pack_model import Pack
from scoring.peers import LevelGroups, PeerGroups
from scoring.reference import Reference
from scoring.results_cluster_graph import DrawnCluster, draw_cluster
from scoring.results_clusters import clusters_of_event, clusters_with, member_rows
from scoring.results_home import Mask, class_change, class_counts, largest_movers, previous_counts
from scoring.results_profile import public_records, registry_profile
from scoring.results_types import ClusterEvent, ClusterSummary, Mover
from scoring.results_types_ownership import LevelPage
from scoring.results_types_peers import ClassChange, Peers
from scoring.results_types_profile import PublicRecord, RegistryProfile
from scoring.told_ties import ToldTies

LIVING = (EnterpriseStatus.OPERATING, EnterpriseStatus.SUSPENDED)
"""States in which an enterprise is in business."""
_PREFIXES = {"P:": NodeKind.PERSON, "A:": NodeKind.PLACE, "C:": NodeKind.CONTACT}


class ViewSource(Protocol):
    """What the views of a month are made from; also what a supposition is computed on."""

    @property
    def pack(self) -> Pack:
        """Pack of the month."""
        ...

    @property
    def scores(self) -> Frame:
        """Scores by enterprise code."""
        ...

    @property
    def indicators(self) -> Frame:
        """Indicators by enterprise code."""
        ...

    @property
    def snapshot(self) -> Snapshot:
        """Snapshot without excluded facts."""
        ...

    @property
    def lookups(self) -> MonthLookups:
        """Lookups of the snapshot."""
        ...

    @property
    def peer_levels(self) -> tuple[LevelGroups, ...]:
        """Groups of peers of every level."""
        ...

    @property
    def network(self) -> RelationNetwork:
        """Relation network of the month, with the strengths it used."""
        ...

    @property
    def scale(self) -> float:
        """Scale of the relationship hazard."""
        ...

    @property
    def manifest(self) -> dict[str, Any]:
        """Manifest as published."""
        ...

    @property
    def cluster_rules(self) -> ClusterRules:
        """Rules of the clusters."""
        ...

    @property
    def cluster_table(self) -> Frame:
        """Clusters."""
        ...

    @property
    def member_table(self) -> Frame:
        """Members of the clusters."""
        ...

    @property
    def mover_table(self) -> Frame:
        """Enterprises whose class changed."""
        ...

    def holdings(self) -> Holdings:
        """Holdings in force on the month's day, shared by all that ask."""
        ...

    def row(self, enterprise_id: str) -> int:
        """Row of an enterprise id; ``NotFoundError`` if the month does not know it."""
        ...

    @property
    def home(self) -> Path:
        """Home folder: filings, reference tables and indexes of names are in it."""
        ...


class MonthViews:
    """Views of one month.

    Parameters
    ----------
    month : ViewSource
    """

    def __init__(self, month: ViewSource) -> None:
        self._month = month

    @property
    def month(self) -> ViewSource:
        """The month itself."""
        return self._month

    def warm(self) -> None:
        """Lay out what the first reader would wait for: paths, degrees, names, peers."""
        _ = self._month.network, self.ties.degree, self.names
        self._groups.measure_all()

    @cached_property
    def ties(self) -> MonthTies:
        """Ties in force on the month's day."""
        return MonthTies(self._month.snapshot, self._month.lookups)

    @cached_property
    def _groups(self) -> PeerGroups:
        month = self._month
        return PeerGroups(month.scores, month.snapshot.enterprises, month.pack, month.peer_levels)

    @cached_property
    def _levels(self) -> OwnershipLevels:
        return OwnershipLevels(self._month.snapshot, self._month.holdings())

    @cached_property
    def names(self) -> NameSearch:
        """Search by names and codes; the index is built where there is none."""
        return NameSearch(
            names_of(self._month.home, self._snapshot.enterprises),
            self._month.scores.text("enterprise_id"),
            self._living,
        )

    @property
    def _living(self) -> Mask:
        """Enterprises in business, by their registration state."""
        states = pa.array([state.value for state in LIVING], pa.large_string())
        return np.asarray(pc.is_in(self._month.scores.text("status"), value_set=states), dtype=np.bool_)

    @property
    def _snapshot(self) -> Snapshot:
        return self._month.snapshot

    @property
    def pack(self) -> Pack:
        """Pack of the month."""
        return self._month.pack

    def inputs_of_what_if(self) -> tuple[Filings, Reference]:
        """Filings and reference tables the month was scored with."""
        home, manifest, snapshot = self._month.home, self._month.manifest, self._snapshot
        corrections = list(manifest["inputs"]["corrections"])
        filings = filings_of(FilingStore(home), manifest).view(snapshot.known_by, snapshot, corrections)
        return filings, Reference.read(home, manifest["reference"]["id"])

    def code(self, node_id: str) -> int:
        """Node code of an id.

        Raises
        ------
        NotFoundError
            If the month does not know the node.
        """
        kind = next((kind for begin, kind in _PREFIXES.items() if node_id.startswith(begin)), None)
        if kind is None:
            return self._month.row(node_id)
        frame: Frame = getattr(self._snapshot, f"{kind.value}s")
        place = frame.place(f"{kind.value}_id", node_id)
        if place is None:
            raise NotFoundError("no node with this id is in the month: search for it or choose another month")
        return self._snapshot.node_starts[kind] + place

    def codes(self, ids: Iterable[str]) -> list[int]:
        """Node codes of the ids that the month knows; others are left out."""
        found = []
        for node in ids:
            with suppress(NotFoundError):
                found.append(self.code(node))
        return found

    def id_of(self, code: int) -> str:
        """Id of a node code."""
        return self._snapshot.id_of(code)

    def degrees(self, ids: Iterable[str]) -> dict[str, int]:
        """Ties in force of nodes; 0 for an id the month does not know."""
        found = {}
        for node in ids:
            try:
                found[node] = int(self.ties.degree[self.code(node)])
            except NotFoundError:
                found[node] = 0
        return found

    def told(
        self,
        inside: Mask,
        guarded: Collection[TieKind],
        kinds: Collection[TieKind] = (),
        *,
        ended: bool = False,
    ) -> ToldTies:
        """Ties that a reader of an area is told."""
        return ToldTies(self.ties, inside, guarded, kinds, ended=ended)

    def peers(self, enterprise_id: str) -> Peers | None:
        """Peers of an enterprise; None without a score."""
        return self._groups.of(self._month.row(enterprise_id))

    def change(self, enterprise_id: str) -> ClassChange | None:
        """How an enterprise stands against the month before."""
        return class_change(self._month.mover_table, self._month.scores, self._month.row(enterprise_id))

    def profile(self, enterprise_id: str) -> RegistryProfile:
        """What the registry says of an enterprise."""
        return registry_profile(
            self._snapshot, self._month.lookups, self.ties, self._month.row(enterprise_id)
        )

    def records(self, enterprise_id: str, limit: int) -> tuple[list[PublicRecord], int]:
        """Published decisions on an enterprise, newest first, and how many there are."""
        return public_records(self._snapshot, self._month.lookups, self._month.row(enterprise_id), limit)

    def owners(self, node_id: str, cursor: str | None, limit: int, inside: Mask | None = None) -> LevelPage:
        """One page of the holders of a node; no order by shares between two outside."""
        return self._levels.owners(self.code(node_id), cursor, limit, inside)

    def holdings(self, node_id: str, cursor: str | None, limit: int, inside: Mask | None = None) -> LevelPage:
        """One page of what a node holds; no order by shares between two outside."""
        return self._levels.holdings(self.code(node_id), cursor, limit, inside)

    def class_counts(self, inside: Mask) -> tuple[dict[RiskClass, int], dict[RiskClass, int]]:
        """Classes of an area now and the month before."""
        scores = self._month.scores
        return class_counts(scores, inside), previous_counts(scores, inside)

    def largest_movers(self, inside: Mask, top: int) -> tuple[list[Mover], list[Mover]]:
        """Movers of an area with the largest rise and the largest fall of the score."""
        return largest_movers(self._month.mover_table, self._month.scores, inside, top)

    def movers(self, inside: Mask) -> int:
        """Enterprises of an area whose class changed."""
        return int(np.count_nonzero(inside[self._month.mover_table.numbers("enterprise")]))

    def risk_clusters(self, inside: Mask) -> int:
        """Risk clusters with a member in an area."""
        risk: Mask = self._month.cluster_table.numbers("risk")
        return int(np.count_nonzero(risk if inside.all() else risk & self._clusters_of(inside)))

    def _clusters_of(self, inside: Mask) -> Mask:
        return clusters_with(self._month.member_table, self._month.cluster_table, inside)

    def notable_clusters(self, event: ClusterEvent, inside: Mask, top: int) -> list[ClusterSummary]:
        """Risk clusters with a member in an area to which something happened this month, largest first."""
        month = self._month
        mine = None if inside.all() else self._clusters_of(inside)
        return clusters_of_event(month.cluster_table, event, month.cluster_rules, mine, top)

    def cluster_graph(
        self, cluster_id: str, cap: int, inside: Mask, guarded: Collection[TieKind]
    ) -> DrawnCluster:
        """A cluster as a graph of told ties; at most ``cap`` members one by one, those of the area first."""
        members = self._month.member_table
        rows = member_rows(self._month.cluster_table, members, cluster_id, inside)
        codes: np.ndarray[Any, Any] = members.numbers("enterprise")[rows]
        told = self.told(inside, guarded)
        return draw_cluster(self._snapshot, self.ties, told, self._month.scores, codes, cap, inside)
