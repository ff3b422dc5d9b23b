"""Hubs of a month: a person, address, phone or agent that more living enterprises share than points allow.

Beyond the last bucket of a pack's hub rule a path through the hub carries nothing, so what
it joins is told here instead: a finding for an investigator, never points.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from graph.domain import TIE_KINDS, EnterpriseStatus, NodeKind, TieKind, day_number
from graph.path_rules import Hubs
from graph.snapshot import Snapshot


class HubKind(StrEnum):
    """What enterprises share."""

    PERSON = "person"
    PLACE = "place"
    CONTACT = "contact"
    AGENT = "agent"


_SHARED: dict[HubKind, tuple[TieKind, ...]] = {
    HubKind.PERSON: (TieKind.LEGAL_REPRESENTATIVE_OF, TieKind.HOLDS, TieKind.OFFICER_OF),
    HubKind.PLACE: (TieKind.REGISTERED_AT,),
    HubKind.CONTACT: (TieKind.REACHED_AT,),
    HubKind.AGENT: (TieKind.FILED_BY,),
}
_LIVING = (EnterpriseStatus.OPERATING, EnterpriseStatus.SUSPENDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class HubFinding:
    """One hub.

    Attributes
    ----------
    hub_id : str
    kind : HubKind
    enterprises : int
        Living enterprises that share it on the month's last day.
    region : str or None
        Region code of most of them, the smaller of equal ones.
    region_share : float
        Share of them, a fraction.
    """

    hub_id: str
    kind: HubKind
    enterprises: int
    region: str | None
    region_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HubFindings:
    """Hubs of a month that more than ``more_than`` living enterprises share, the largest first."""

    more_than: int
    hubs: tuple[HubFinding, ...]


def most_with_points(hubs: Hubs) -> int:
    """Greatest degree at which a leg still carries something."""
    return max((bucket.up_to or 0 for bucket in hubs.buckets if bucket.factor > 0), default=0)


def hub_findings(snapshot: Snapshot, most: int) -> list[HubFinding]:
    """Hubs that more than ``most`` living enterprises share, the largest first.

    Parameters
    ----------
    snapshot : Snapshot
        Without excluded facts.
    most : int
        ``most_with_points`` of the month's path rules.
    """
    firms = snapshot.enterprises
    living = np.asarray(pc.is_in(firms.text("status"), value_set=pa.array(_LIVING, pa.large_string())))
    found: list[HubFinding] = []
    for kind, ties in _SHARED.items():
        hub, firm = _pairs(snapshot, kind, ties, living)
        hubs, first, count = np.unique(hub, return_index=True, return_counts=True)
        for at in np.flatnonzero(count > most).tolist():
            members = firm[first[at] : first[at] + count[at]]
            region, here = _main_region(firms.text("region").take(pa.array(members)))
            found.append(
                HubFinding(
                    hub_id=snapshot.id_of(int(hubs[at])),
                    kind=kind,
                    enterprises=int(count[at]),
                    region=region,
                    region_share=here / int(count[at]),
                )
            )
    return sorted(found, key=lambda hub: (-hub.enterprises, hub.kind, hub.hub_id))


def _pairs(
    snapshot: Snapshot, kind: HubKind, kinds: tuple[TieKind, ...], living: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Distinct pairs (hub, living enterprise) of ties in force, in their order."""
    ties, day = snapshot.ties, day_number(snapshot.as_of)
    rows = np.isin(ties.numbers("kind"), [TIE_KINDS.index(name) for name in kinds])
    rows &= (ties.numbers("valid_from") <= day) & (ties.numbers("valid_to") > day)
    ends = ties.numbers("src")[rows].astype(np.int64), ties.numbers("dst")[rows].astype(np.int64)
    hub, firm = ends if kind is HubKind.PERSON else (ends[1], ends[0])
    if kind is HubKind.PERSON:
        persons = snapshot.node_starts[NodeKind.PERSON]
        natural = (hub >= persons) & (hub < persons + snapshot.persons.rows)
        hub, firm = hub[natural], firm[natural]
    kept = living[firm] & (hub != firm)
    size = max(len(living), 1)
    pair = np.unique(hub[kept] * size + firm[kept])
    return pair // size, pair % size


def _main_region(regions: pa.LargeStringArray) -> tuple[str | None, int]:
    """Most frequent region and how often; the smaller code of equal ones."""
    counts = pc.value_counts(pc.drop_null(regions)).to_pylist()
    best = min(counts, key=lambda entry: (-entry["counts"], entry["values"]), default=None)
    return (None, 0) if best is None else (str(best["values"]), int(best["counts"]))
