"""Measures on ties in force: shown beside the score, at weight 0 unless a pack says otherwise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.domain import DAY_UNKNOWN, TIE_KINDS, EnterpriseStatus, TieKind, day_number
from graph.snapshot import Snapshot
from scoring.measures import specs
from scoring.measures.days import months_before
from scoring.measures.measured import Measured, certain, counted, distinct
from scoring.measures.subjects import Subjects

GONE = (
    EnterpriseStatus.DEREGISTERED,
    EnterpriseStatus.CANCELLED,
    EnterpriseStatus.ABSENT,
    EnterpriseStatus.MOVED_OUT,
)


@dataclass(frozen=True, slots=True)
class LiveTies:
    """Ties in force on t whose enterprise ends have not left the register.

    Attributes
    ----------
    kind, source, target : arrays of one length
    enterprises : int
        Number of enterprises; lower node codes are enterprises.
    nodes : int
    """

    kind: np.ndarray
    source: np.ndarray
    target: np.ndarray
    enterprises: int
    nodes: int

    @classmethod
    def of(cls, snapshot: Snapshot) -> LiveTies:
        """Ties in force of a snapshot."""
        ties, as_of = snapshot.ties, day_number(snapshot.as_of)
        start, end = ties.numbers("valid_from"), ties.numbers("valid_to")
        gone = pc.is_in(
            snapshot.enterprises.text("status"),
            value_set=pa.array([s.value for s in GONE], pa.large_string()),
        )
        live = np.ones(snapshot.nodes, dtype=bool)
        live[: snapshot.enterprises.rows] = ~np.asarray(gone)
        source, target = ties.numbers("src"), ties.numbers("dst")
        keep = (start == DAY_UNKNOWN) | (start <= as_of)
        keep &= (end == DAY_UNKNOWN) | (end > as_of)
        keep &= live[source] & live[target]
        return cls(
            ties.numbers("kind")[keep], source[keep], target[keep], snapshot.enterprises.rows, snapshot.nodes
        )

    def pairs(self, kinds: tuple[TieKind, ...], node: str) -> tuple[np.ndarray, np.ndarray]:
        """Distinct (node, enterprise) pairs of some kinds, sorted by node, then enterprise."""
        rows = np.flatnonzero(np.isin(self.kind, [TIE_KINDS.index(kind) for kind in kinds]))
        hub, firm = self.source[rows], self.target[rows]
        if node == "target":
            hub, firm = firm, hub
        mine = firm < self.enterprises
        keys, _ = distinct(hub[mine].astype(np.int64) * self.enterprises + firm[mine])
        return keys // max(self.enterprises, 1), keys % max(self.enterprises, 1)


def _best(subjects: Subjects, firm: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    best = np.full(subjects.count, -1.0)
    np.maximum.at(best, firm, values)
    return np.maximum(best, 0.0), best >= 0


def _tied(
    values: np.ndarray, present: np.ndarray, kinds: tuple[TieKind, ...], subjects: Subjects
) -> Measured:
    covered = subjects.covered("ties", tuple(kind.value for kind in kinds), DAY_UNKNOWN)
    return counted(values, present, covered | present)


def shared_node(spec: specs.SharedNode, ties: LiveTies, subjects: Subjects) -> Measured:
    """Most enterprises that one of the enterprise's nodes reaches."""
    hub, _ = ties.pairs(spec.reaches, spec.node)
    degree = np.bincount(hub, minlength=ties.nodes)
    mine, firm = ties.pairs(spec.mine, spec.node)
    values, present = _best(subjects, firm, degree[mine].astype(np.float64))
    return _tied(values, present, spec.mine, subjects)


def holder_mix(
    spec: specs.HolderMix, ties: LiveTies, state_investor: np.ndarray, subjects: Subjects
) -> Measured:
    """Mean background of the holders; unknown without a holder."""
    holder, firm = ties.pairs((TieKind.HOLDS,), "source")
    points = np.full(len(holder), spec.natural_person)
    legal = holder < ties.enterprises
    points[legal] = np.where(state_investor[holder[legal]] == 1, spec.state, spec.legal_person)
    number = np.bincount(firm, minlength=subjects.count)
    total = np.bincount(firm, points, minlength=subjects.count)
    return certain(np.divide(total, number, out=np.full(subjects.count, np.nan), where=number > 0))


def burst(spec: specs.Burst, ties: LiveTies, subjects: Subjects) -> Measured:
    """Most enterprises one holder set up within some days of the window."""
    holder, firm = ties.pairs((TieKind.HOLDS,), "source")
    start = months_before(subjects.as_of, spec.window_months)
    founded = subjects.established[firm]
    new = (founded != DAY_UNKNOWN) & (founded > start) & (founded <= subjects.as_of)
    width = subjects.as_of - start + spec.within_days + 1
    keys = np.sort(holder[new].astype(np.int64) * width + (founded[new] - start))
    within = np.searchsorted(keys, keys + spec.within_days, side="left") - np.arange(len(keys))
    most = np.zeros(ties.nodes)
    np.maximum.at(most, keys // width, within.astype(np.float64))
    values, present = _best(subjects, firm, most[holder])
    return _tied(values, present, (TieKind.HOLDS,), subjects)


def related_same_place(ties: LiveTies, subjects: Subjects) -> Measured:
    """Most other enterprises at the same place under the same person or holder."""
    people = (TieKind.LEGAL_REPRESENTATIVE_OF, TieKind.HOLDS, TieKind.OFFICER_OF)
    place, at = ties.pairs((TieKind.REGISTERED_AT,), "target")
    place_of = np.full(ties.enterprises, -1, dtype=np.int64)
    place_of[at[::-1]] = place[::-1]
    hub, firm = ties.pairs(people, "source")
    placed = place_of[firm] >= 0
    hub, firm = hub[placed], firm[placed]
    keys = hub * ties.nodes + place_of[firm]
    groups, size = distinct(keys)
    values, present = _best(subjects, firm, size[np.searchsorted(groups, keys)] - 1.0)
    return _tied(values, present, (TieKind.REGISTERED_AT,), subjects)
