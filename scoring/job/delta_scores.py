"""Scores, clusters and professional classes of the enterprises that a withdrawal touches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gnn.network import RelationNetwork
from graph.arrays import Column, Frame, large_text
from graph.domain import OWN_FACTORS, Factor
from graph.few_rows import fetch
from graph.snapshot import Snapshot
from graph.snapshot_part import Part, part_of
from scoring.clusters.risk import adverse_pairs, expected_records
from scoring.clusters.rules import cluster_rules
from scoring.clusters.tables import members_by_class, records_by_cluster, risk_columns
from scoring.decisions import DIRECT_RULE, DecisionsInForce, decided_scores
from scoring.factors import own_hazards, sum_columns
from scoring.job.delta_facts import patched
from scoring.job.delta_network import Surroundings
from scoring.job.delta_refused import DeltaRefusedError
from scoring.job.delta_rows import Rows
from scoring.job.frozen import FilingSource
from scoring.job.overlays import overlay_table
from scoring.job.own import OwnPart, line_frame, measure_frame
from scoring.job.reference import cluster_rates
from scoring.job.score import ScoreInputs, score_table
from scoring.job.steps import Rulebook

Longs = np.ndarray[Any, np.dtype[np.int64]]
Changes = dict[str, Column]


CAP_BOUND = 1e-9
"""A relationship hazard this near to its cap stands at it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patch:
    """Columns of a table with other values at some rows, and those rows."""

    columns: Changes
    rows: Longs


def patch(base: Frame, rows: Longs, fresh: Frame) -> Patch:
    """Columns of a table in which fresh rows differ from those as published.

    Parameters
    ----------
    base : Frame
    rows : int64[m] rising
    fresh : Frame of m rows
    """
    changed: Changes = {}
    differs = np.zeros(len(rows), np.bool_)
    fetch(base.stored(*fresh), rows)
    for name in fresh:
        other = _other(base, name, rows, fresh[name])
        if other.any():
            at = np.flatnonzero(other)
            value = fresh[name]
            some = value[at] if isinstance(value, np.ndarray) else value.take(pa.array(at))
            changed[name] = patched(base[name], rows[at], some)
            differs |= other
    return Patch(columns=changed, rows=rows[differs])


def _other(base: Frame, name: str, rows: Longs, fresh: Column) -> np.ndarray:
    if isinstance(fresh, np.ndarray):
        old = base.cells(name, rows)
        same = old == fresh
        if old.dtype.kind == "f":
            same |= np.isnan(old) & np.isnan(fresh)
        return np.asarray(~same)
    old = base.text(name).take(pa.array(rows))
    null = np.asarray(pc.is_null(old)) != np.asarray(pc.is_null(fresh))
    other = np.asarray(pc.fill_null(pc.not_equal(old, fresh), False), dtype=np.bool_)
    return np.asarray(null | other)


def measure_patches(measures: Frame, lines: Frame, rows: Rows, rules: Rulebook) -> tuple[Patch, Patch]:
    """Indicators and their lines of some enterprises, as far as they differ."""
    hazards = own_hazards(rows.indicators, rules.pack, rules.reference)
    found = patch(measures, rows.codes, measure_frame(rows.indicators))
    return found, patch(lines, rows.codes, line_frame(hazards, rows.indicators.ids))


def score_patch(
    scores: Frame,
    lines: Frame,
    network: RelationNetwork,
    reached: Longs,
    around: Surroundings,
    own: OwnPart,
    decisions: DecisionsInForce,
    rules: Rulebook,
) -> Patch:
    """Scores of the enterprises of some units, as far as they differ.

    Parameters
    ----------
    scores : Frame as published
    lines : Frame after the withdrawal
    network : RelationNetwork after the withdrawal
    reached : int64 units, rising
    around, own
        Surroundings of the changed facts and their own part.
    decisions : DecisionsInForce, the same as then
    rules : Rulebook
    """
    chosen = np.zeros(network.units.count, np.bool_)
    chosen[reached] = True
    codes = np.flatnonzero(chosen[network.units.unit])
    raw = network.raw(reached)[np.searchsorted(reached, network.units.unit[codes])]
    mine = np.isin(codes, around.part.enterprises)
    at = np.searchsorted(around.part.enterprises, codes[mine])
    fetch(scores.stored(), codes)
    hazards = np.stack([scores.numbers(f"lambda_{f.value}")[codes] for f in OWN_FACTORS], axis=1)
    hazards[mine] = own.hazards.factors[at]
    names = [rules.pack.indicators[k].id for k in rules.pack.of_factor(Factor.RELATIONSHIP)]
    items = np.stack([lines.cells(f"line_{name}", codes) for name in names] or [np.zeros(len(codes))], axis=1)
    standalone = scores.numbers("standalone_class")[codes]
    standalone[mine] = own.standalone[at]
    direct = _undecided(scores.text("direct_rule").take(pa.array(codes)), codes, scores, decisions)
    table = score_table(
        ScoreInputs(
            own=hazards,
            structural=sum_columns(items, range(items.shape[1])),
            raw=raw,
            scale=rules.choice.scale,
            standalone=standalone,
            direct=patched_text(direct, np.flatnonzero(mine), own.direct.take(pa.array(at))),
            scored=scores.numbers("scored")[codes],
        ),
        rules.pack,
    )
    if decisions.rows:
        table, _ = decided_scores(table, _decided(scores, codes, decisions), decisions, rules.pack)
    return patch(scores, codes, table)


def moved_above_cap(
    scores: Frame, before: RelationNetwork, after: RelationNetwork, reached: Longs, known: Longs, cap: float
) -> Longs:
    """Enterprises at the cap of the relationship factor whose hazard before the cap differs, rising.

    Parameters
    ----------
    scores : Frame after the withdrawal
    before, after : RelationNetwork
    reached : int64 units that may differ
    known : int64 enterprises that differ otherwise
    cap : float
    """
    chosen = np.zeros(after.units.count, np.bool_)
    chosen[reached] = True
    codes = np.flatnonzero(chosen[after.units.unit])
    codes = codes[scores.numbers("lambda_relationship")[codes] >= cap - CAP_BOUND]
    codes = np.setdiff1d(codes, known)
    units, position = np.unique(after.units.unit[codes], return_inverse=True)
    differs = before.raw(units) != after.raw(units) if len(units) else np.zeros(0, np.bool_)
    return codes[differs[position]] if len(codes) else codes


def patched_text(
    column: pa.LargeStringArray, rows: Longs, values: pa.LargeStringArray
) -> pa.LargeStringArray:
    """Text column with other words at some rows."""
    found = patched(column, rows, values)
    return large_text(found)


def _decided(scores: Frame, codes: Longs, decisions: DecisionsInForce) -> np.ndarray:
    """Row among some enterprises of the enterprise of each decision, -1 for another one."""
    ids = scores.text("enterprise_id").take(pa.array(codes))
    found = pc.fill_null(pc.index_in(decisions.enterprise_ids, value_set=ids), -1)
    return np.asarray(found).astype(np.int32)


def _undecided(
    direct: pa.LargeStringArray, codes: Longs, scores: Frame, decisions: DecisionsInForce
) -> pa.LargeStringArray:
    """Direct rules without the one that a decision added."""
    if not decisions.rows:
        return direct
    words = [None if text is None else text.split(",") for text in direct.to_pylist()]
    kept = [None if word is None else [one for one in word if one != DIRECT_RULE] for word in words]
    return large_text([",".join(word) if word else None for word in kept])


def cluster_patch(
    clusters: Frame,
    members: Frame,
    snapshot: Snapshot,
    changed: Longs,
    standalone: np.ndarray,
    rules: Rulebook,
) -> Patch:
    """Clusters of some enterprises: classes and records of their members.

    Parameters
    ----------
    clusters, members : Frame as published
    snapshot : Snapshot after the withdrawal
    changed : int64
        Enterprises with other records or another standalone class.
    standalone : int8[n]
        Standalone classes after the withdrawal.
    rules : Rulebook
    """
    cluster, member = members.numbers("cluster"), members.numbers("enterprise")
    rows = np.unique(cluster[np.isin(member, changed)]).astype(np.int64)
    inside = np.isin(cluster, rows)
    cluster, member = np.searchsorted(rows, cluster[inside]), member[inside].astype(np.int64)
    nodes = np.zeros(snapshot.nodes, np.bool_)
    nodes[member] = True
    part = part_of(snapshot, nodes)
    of_code = np.zeros(part.snapshot.enterprises.rows, np.int64)
    of_code[part.code[member]] = cluster
    risk = cluster_rules(rules.pack.clusters.content).risk
    record, who = adverse_pairs(part.snapshot, risk)
    expected, by_whole = _expected(part, member, of_code, len(rows), rules)
    found = risk_columns(
        clusters.numbers("size")[rows],
        members_by_class(cluster.astype(np.int64), standalone[member], len(rows)),
        records_by_cluster(record, of_code[who], len(rows)),
        expected,
        risk,
    )
    return patch(clusters, rows, Frame(found | {"expected": expected, "expected_by_whole": by_whole}))


def _expected(
    part: Part, member: Longs, of_code: Longs, count: int, rules: Rulebook
) -> tuple[np.ndarray, np.ndarray]:
    """Records that members would have anyway, summed in the order of codes as in the month itself."""
    risk = cluster_rules(rules.pack.clusters.content).risk
    expectation = expected_records(part.snapshot, cluster_rates(rules.reference), risk)
    codes = np.sort(part.code[member])
    of = of_code[codes]
    expected = np.bincount(of, weights=expectation.records[codes], minlength=count)
    by_whole = np.bincount(of, weights=expectation.by_whole[codes], minlength=count)
    return expected, by_whole.astype(np.int32)


def overlay_rows(
    base: Frame,
    snapshot: Snapshot,
    filings: FilingSource,
    withdrawn: Any,
    general: np.ndarray,
    codes: Longs,
    rules: Rulebook,
) -> Frame:
    """Professional results with those of some enterprises made again.

    Parameters
    ----------
    base : Frame as published
    snapshot : Snapshot after the withdrawal
    filings : FilingSource
    withdrawn : function from filings of a part to those without the withdrawn ones
    general : int8[n] published classes after the withdrawal
    codes : int64 enterprises, rising
    rules : Rulebook

    Raises
    ------
    DeltaRefusedError
        If a model counts ties: the part has none.
    """
    if any(one.measure.table == "ties" for overlay in rules.pack.overlays for one in overlay.indicators):
        raise DeltaRefusedError("a professional model counts ties")
    nodes = np.zeros(snapshot.nodes, np.bool_)
    nodes[codes] = True
    part = part_of(snapshot, nodes)
    kept = withdrawn(filings.view(snapshot.known_by, part.snapshot))
    fresh = overlay_table(part.snapshot, kept, general[codes], rules)
    fresh = fresh.replace(enterprise=codes[fresh.numbers("enterprise")].astype(np.int32))
    others = base.take(~np.isin(base.numbers("enterprise"), codes))
    joined = Frame(
        {
            name: np.concatenate([column, fresh.numbers(name)])
            if isinstance(column, np.ndarray)
            else pa.concat_arrays([column, fresh.text(name)])
            for name, column in others.items()
        }
    )
    order = {overlay.id: number for number, overlay in enumerate(rules.pack.overlays)}
    rank = np.array([order[name] for name in joined.text("overlay").to_pylist()], np.int64)
    return joined.take(np.lexsort((joined.numbers("enterprise"), rank)))
