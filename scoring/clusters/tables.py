"""Clusters of the month as tables: size, classes, ties, region, members, risk.

Classes are the standalone ones, so that a cluster is never risky because its members
made each other so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import Frame, large_text
from graph.community_rules import WEIGHT_UNIT
from graph.domain import RiskClass
from graph.projection import Projection
from graph.snapshot import Snapshot
from scoring.clusters.identity import Identified
from scoring.clusters.risk import adverse_pairs, expected_records, ratio_interval
from scoring.clusters.rules import ClusterRules, RiskRules

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
_CLASSES = len(RiskClass)
_HIGH = 2  # C and D
_CLASS_COLUMNS = tuple(f"class_{name.value.lower()}" for name in RiskClass)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterTables:
    """What a month publishes about its clusters.

    Attributes
    ----------
    clusters : Frame, row = cluster, in the order of the smallest member
        text cluster_id, main_tie (family), main_region (null unknown), main_hub (node id,
        null if none), event, born, changed; int32 size, scored, class_a..class_d
        (standalone), main_hub_members, records, first_member; float64 high_share (NaN
        without a class), expected, ratio_low, ratio_high (NaN); bool risk.
    members : Frame sorted by (cluster, -weight, enterprise)
        int32 cluster, enterprise; float64 weight; bool core, joined.
    """

    clusters: Frame
    members: Frame


def summarise(
    snapshot: Snapshot,
    projection: Projection,
    identified: Identified,
    *,
    standalone: npt.NDArray[np.int8],
    scored: npt.NDArray[np.bool_],
    previous_cluster: npt.NDArray[np.int32] | None,
    rates: Frame,
    rules: ClusterRules,
) -> ClusterTables:
    """Describe the clusters of a month.

    Parameters
    ----------
    snapshot : Snapshot
        Without excluded facts.
    projection : Projection
    identified : Identified
    standalone : int8[n]
        Standalone class, 0..3, -1 for none.
    scored : bool[n]
    previous_cluster : int32[n] or None
        Row of last month's cluster of each enterprise.
    rates : Frame
        Of the reference tables (``build_rates``).
    rules : ClusterRules
    """
    cluster = identified.cluster
    count = len(identified.ids)
    member = np.flatnonzero(cluster >= 0)
    of = cluster[member].astype(np.int64)
    size = np.bincount(of, minlength=count)
    expectation = expected_records(snapshot, rates, rules.risk)
    expected = np.bincount(of, weights=expectation.records[member], minlength=count)
    by_whole = np.bincount(of, weights=expectation.by_whole[member], minlength=count)
    record, who = adverse_pairs(snapshot, rules.risk)
    observed = records_by_cluster(record, cluster[who].astype(np.int64), count)
    classes = members_by_class(of, standalone[member], count)
    risk = risk_columns(size, classes, observed, expected, rules.risk)
    family, hub, hub_members = _main_tie(projection, cluster, count)
    members = _members(projection, identified, previous_cluster, rules.core_members)
    names = list(rules.communities.projection.families)
    frame = {
        "cluster_id": identified.ids,
        "main_tie": large_text([names[code] for code in family.tolist()]),
        "main_region": _main_region(snapshot, member, of, count),
        "main_hub": large_text([snapshot.id_of(code) if code >= 0 else None for code in hub.tolist()]),
        "event": identified.event,
        "born": identified.born,
        "changed": identified.changed,
        "size": size.astype(np.int32),
        "scored": np.bincount(of[scored[member]], minlength=count).astype(np.int32),
        **{name: risk[name] for name in _CLASS_COLUMNS},
        "main_hub_members": hub_members.astype(np.int32),
        "records": risk["records"],
        "first_member": np.concatenate([[0], np.cumsum(size)])[:count].astype(np.int32),
        "high_share": risk["high_share"],
        "expected": expected,
        "expected_by_whole": by_whole.astype(np.int32),
        **{name: risk[name] for name in ("ratio_low", "ratio_high", "risk")},
    }
    return ClusterTables(clusters=Frame(frame), members=members)


def risk_columns(
    size: npt.NDArray[Any], classes: Ints, observed: Ints, expected: npt.NDArray[Any], rules: RiskRules
) -> dict[str, npt.NDArray[Any]]:
    """Columns of ``ClusterTables.clusters`` that follow from classes and records of the members.

    Parameters
    ----------
    size : int[k]
    classes : int64[k, 4] members of each standalone class
    observed : int64[k] distinct adverse records
    expected : float64[k] records that members would have anyway
    rules : RiskRules
    """
    known = classes.sum(axis=1)
    share = np.full(len(size), np.nan)
    high = np.divide(classes[:, _HIGH:].sum(axis=1), known, out=share, where=known > 0)
    low, upper = ratio_interval(observed, expected, rules.confidence)
    return {
        **{name: classes[:, code].astype(np.int32) for code, name in enumerate(_CLASS_COLUMNS)},
        "records": observed.astype(np.int32),
        "high_share": high,
        "ratio_low": low,
        "ratio_high": upper,
        "risk": _is_risk(size, observed, high, low, rules),
    }


def _is_risk(
    size: Ints,
    observed: npt.NDArray[Any],
    high: npt.NDArray[np.float64],
    low: npt.NDArray[np.float64],
    rules: RiskRules,
) -> npt.NDArray[np.bool_]:
    """Which clusters are risk clusters; an unknown share or bound makes none."""
    return (
        (size >= rules.minimum_size)
        & (observed >= rules.minimum_records)
        & (np.nan_to_num(high) >= rules.minimum_high_share)
        & (np.nan_to_num(low) > rules.minimum_ratio)
    )


def members_by_class(of: Ints, classes: npt.NDArray[np.int8], count: int) -> Ints:
    """Members of each standalone class (-1 none) in each cluster, int64[count, 4]."""
    has = classes >= 0
    key = of[has] * _CLASSES + classes[has]
    return np.bincount(key, minlength=count * _CLASSES).reshape(count, _CLASSES)


def records_by_cluster(record: Ints, cluster: Ints, count: int) -> Ints:
    """Distinct records of each cluster: one that names several members counts once."""
    inside = cluster >= 0
    key = np.unique(record[inside] * max(count, 1) + cluster[inside])
    return np.bincount(key % max(count, 1), minlength=count)


def _main_tie(projection: Projection, cluster: npt.NDArray[np.int32], count: int) -> tuple[Ints, Ints, Ints]:
    """Family that makes most pairs of members, and the node that joins most members.

    Ties of equal number go to the family named first and the node with the smaller code.
    """
    legs = projection.legs
    of = cluster[legs.numbers("enterprise")].astype(np.int64)
    inside = of >= 0
    family = legs.numbers("family")[inside].astype(np.int64)
    hub = legs.numbers("hub")[inside].astype(np.int64)
    of = of[inside]
    order = np.lexsort((hub, family, of))
    of, family, hub = of[order], family[order], hub[order]
    new = np.ones(len(of), np.bool_)
    new[1:] = (np.diff(of) != 0) | (np.diff(family) != 0) | (np.diff(hub) != 0)
    start = np.flatnonzero(new)
    joined = np.diff(np.append(start, len(of)))
    of, family, hub = of[start], family[start], hub[start]
    several = joined > 1
    of, family, hub, joined = of[several], family[several], hub[several], joined[several]
    width = int(projection.legs.numbers("family").max(initial=0)) + 1
    pairs = np.bincount(of * width + family, weights=joined * (joined - 1) / 2, minlength=count * width)
    main = pairs.reshape(count, width).argmax(axis=1) if count else np.empty(0, np.int64)
    best = np.lexsort((hub, -joined, of))
    first = np.ones(len(best), np.bool_)
    first[1:] = np.diff(of[best]) != 0
    chosen = best[first]
    top, members = np.full(count, -1, np.int64), np.zeros(count, np.int64)
    top[of[chosen]] = hub[chosen]
    members[of[chosen]] = joined[chosen]
    return main, top, members


def _main_region(snapshot: Snapshot, member: Ints, of: Ints, count: int) -> pa.LargeStringArray:
    encoded = snapshot.enterprises.text("region").take(pa.array(member)).dictionary_encode()
    names = encoded.dictionary
    rank = pc.rank(names, sort_keys="ascending", tiebreaker="first").to_numpy().astype(np.int64)
    code = np.asarray(pc.fill_null(encoded.indices, -1)).astype(np.int64)
    known = code >= 0
    width = max(len(names), 1)
    key, number = np.unique(of[known] * width + code[known], return_counts=True)
    row, region = key // width, key % width
    order = np.lexsort((rank[region] if len(names) else region, -number, row))
    first = np.ones(len(order), np.bool_)
    first[1:] = np.diff(row[order]) != 0
    main = np.full(count, -1, np.int64)
    main[row[order][first]] = region[order][first]
    return names.take(pa.array(main, mask=main < 0)).cast(pa.large_string())


def _members(
    projection: Projection,
    identified: Identified,
    previous_cluster: npt.NDArray[np.int32] | None,
    core_members: int,
) -> Frame:
    cluster = identified.cluster
    pairs = projection.pairs
    src, dst = pairs.numbers("src"), pairs.numbers("dst")
    inside = (cluster[src] >= 0) & (cluster[src] == cluster[dst])
    n = len(cluster)
    amount = pairs.numbers("weight")[inside].astype(np.float64) / WEIGHT_UNIT
    weight = np.bincount(src[inside], weights=amount, minlength=n) + np.bincount(
        dst[inside], weights=amount, minlength=n
    )
    member = np.flatnonzero(cluster >= 0)
    order = member[np.lexsort((member, -weight[member], cluster[member]))]
    of = cluster[order].astype(np.int64)
    first = np.searchsorted(of, of, side="left")
    before = np.full(n, -1, np.int64) if previous_cluster is None else previous_cluster.astype(np.int64)
    joined = before[order] != identified.previous_row[of]
    columns: dict[str, Any] = {
        "cluster": cluster[order],
        "enterprise": order.astype(np.int32),
        "weight": weight[order],
        "core": (np.arange(len(order)) - first) < core_members,
        "joined": joined & (identified.previous_row[of] >= 0),
    }
    return Frame(columns)
