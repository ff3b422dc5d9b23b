"""What a staged batch shows as a whole: sums of shares, heads of branches, parties, cycles, orphans.

Nothing here rejects anything; a table is read a column at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet
from scipy import sparse
from scipy.sparse import csgraph

from graph.arrays import large_text
from graph.domain import NodeKind, TieKind
from graph.ingest.cleaning import mask_of
from graph.ingest.limits import Limits
from graph.ingest.report import Examples, Findings
from graph.ingest.staging import Stage
from graph.ingest.validation import node_kinds
from graph.tables import TABLES

_WAITING = 500_000
_STEPS = 2
"""Links between an id as a row names it and the one that describes the enterprise."""
_ENTERPRISE = list(NodeKind).index(NodeKind.ENTERPRISE)


def findings(stage: Stage, limits: Limits) -> Findings:
    """Findings of a staged batch; memory grows with the holdings and parties, not with the columns."""
    names = _Names(stage)
    holds = names.ends(_ties(stage, TieKind.HOLDS, ("tie_id", "source_id", "target_id", "share", "valid_to")))
    return Findings(
        share_sums_above_one=_share_sums(holds, limits),
        branches_with_several_heads=_several_heads(stage, names, limits),
        records_naming_a_party_twice=_named_twice(stage, limits),
        enterprises_in_ownership_cycles=_cycles(holds, limits),
        enterprises_not_delivered=_not_delivered(stage, names, limits),
    )


def _batches(paths: Sequence[Path], columns: Sequence[str]) -> Iterator[pa.Table]:
    for path in paths:
        with parquet.ParquetFile(path) as opened:
            for batch in opened.iter_batches(columns=list(columns)):
                yield pa.table(batch)


def _read(stage: Stage, table: str, columns: Sequence[str]) -> pa.Table:
    parts = list(_batches(stage.tables(table), columns))
    if not parts:
        schema = TABLES[table].content_schema()
        return pa.table({name: pa.array([], schema.field(name).type) for name in columns})
    return pa.concat_tables(parts)


def _ties(stage: Stage, kind: TieKind, columns: Sequence[str]) -> pa.Table:
    """Staged ties of one kind, each tie once (rows of one tie unite; the known share counts)."""
    parts = [
        part.filter(pc.equal(part["kind"], kind.value)).drop_columns(["kind"])
        for part in _batches(stage.tables("ties"), ("kind", *columns))
    ]
    parts = [part for part in parts if part.num_rows]
    if not parts:
        schema = TABLES["ties"].content_schema()
        return pa.table({name: pa.array([], schema.field(name).type) for name in columns})
    return pa.concat_tables(parts)


def _examples(keys: Sequence[str], limits: Limits) -> Examples:
    ordered = sorted(keys)
    return Examples(count=len(ordered), examples=ordered[: limits.examples_kept])


def _share_sums(holds: pa.Table, limits: Limits) -> Examples:
    """Enterprises whose open holdings add up to more than one, beyond rounding."""
    living = holds.filter(pc.and_(pc.is_valid(holds["share"]), pc.is_null(holds["valid_to"])))
    # One thread, so that sums of floats have one order.
    once = living.group_by(["tie_id", "target_id"], use_threads=False).aggregate([("share", "max")])
    sums = once.group_by("target_id", use_threads=False).aggregate([("share_max", "sum")])
    above = sums.filter(pc.greater(sums["share_max_sum"], 1.0 + limits.share_sum_tolerance))
    return _examples(above["target_id"].to_pylist(), limits)


def _several_heads(stage: Stage, names: _Names, limits: Limits) -> Examples:
    ties = _ties(stage, TieKind.BRANCH_OF, ("source_id", "target_id", "valid_to"))
    ties = ties.filter(pc.is_null(ties["valid_to"])).select(["source_id", "target_id"])
    delivered = _read(stage, "enterprises", ("enterprise_id", "legal_person_id"))
    delivered = delivered.filter(pc.is_valid(delivered["legal_person_id"]))
    heads = pa.concat_tables(
        [ties, delivered.rename_columns(["source_id", "target_id"])], promote_options="permissive"
    )
    counts = names.ends(heads).group_by("source_id").aggregate([("target_id", "count_distinct")])
    several = counts.filter(pc.greater(counts["target_id_count_distinct"], 1))
    return _examples(several["source_id"].to_pylist(), limits)


def _named_twice(stage: Stage, limits: Limits) -> Examples:
    """Records with two rows for one party that are not one row delivered twice."""
    parties = _read(stage, "parties", ("record_id", "party_id"))
    pairs = _codes(parties["record_id"]) << 32 | _codes(parties["party_id"])
    ranked = np.sort(pairs)
    again = np.isin(pairs, np.unique(ranked[1:][ranked[1:] == ranked[:-1]]))
    if not again.any():
        return Examples()
    keys = _read(stage, "parties", ("party_key",))
    rows = parties.append_column("party_key", keys["party_key"]).filter(pa.array(again))
    counts = rows.group_by(["record_id", "party_id"]).aggregate([("party_key", "count_distinct")])
    twice = counts.filter(pc.greater(counts["party_key_count_distinct"], 1))
    return _examples(pc.unique(twice["record_id"]).to_pylist(), limits)


def _codes(texts: pa.ChunkedArray) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Number of each text among the distinct ones, in order of appearance."""
    parts = [np.asarray(chunk.indices) for chunk in pc.dictionary_encode(texts).chunks]
    return np.concatenate([np.zeros(0, np.int64), *parts]).astype(np.int64)


def _cycles(holds: pa.Table, limits: Limits) -> Examples:
    """Enterprises that hold shares in themselves through others: strongly connected sets above one."""
    holds = holds.filter(pc.is_null(holds["valid_to"]))
    source, target = (large_text(holds[name]) for name in ("source_id", "target_id"))
    firms = pa.array(node_kinds(source) == _ENTERPRISE)
    source, target = source.filter(firms), target.filter(firms)
    ids = pc.unique(pa.concat_arrays([source, target]))
    if not len(ids):
        return Examples()
    ends = [pc.index_in(column, value_set=ids).to_numpy() for column in (source, target)]
    graph = sparse.csr_array((np.ones(len(source), np.int8), ends), shape=(len(ids), len(ids)))
    _, labels = csgraph.connected_components(graph, directed=True, connection="strong")
    inside = np.bincount(labels)[labels] > 1
    return _examples(ids.filter(pa.array(inside)).to_pylist(), limits)


def _not_delivered(stage: Stage, names: _Names, limits: Limits) -> Examples:
    """Enterprises that ties, parties or filings name and the batch does not describe."""
    delivered = pc.unique(large_text(_read(stage, "enterprises", ("enterprise_id",))["enterprise_id"]))
    places = [(column, stage.tables(table)) for table, columns in _references() for column in columns]
    ids = _distinct((path, column) for column, paths in places for path in paths)
    ids = large_text(pc.unique(names.one(ids)))
    delivered = pc.unique(names.one(delivered))
    absent = ids.filter(pc.invert(pc.is_in(ids, value_set=delivered)))
    firms = (node_kinds(absent) == _ENTERPRISE) & mask_of(pc.is_valid(absent))
    return _examples(absent.filter(pa.array(firms)).to_pylist(), limits)


class _Names:
    """Which ids of a batch stand for another one: internal keys, registration numbers, later credit codes."""

    def __init__(self, stage: Stage) -> None:
        rows = _read(stage, "identifiers", ("entity_id", "scheme", "node", "value"))
        scheme = large_text(rows["scheme"])
        keys = pc.binary_join_element_wise(
            pa.scalar("R", pa.large_string()),
            pc.fill_null(large_text(rows["node"]), ""),
            large_text(rows["value"]),
            pa.scalar(":", pa.large_string()),
        )
        other = pc.if_else(pc.equal(scheme, "internal"), keys, large_text(rows["value"]))
        links = pc.fill_null(
            pc.is_in(scheme, value_set=pa.array(["internal", "uscc"], pa.large_string())), False
        )
        self._other = large_text(large_text(other).filter(links))
        self._entity = large_text(large_text(rows["entity_id"]).filter(links))

    def one(self, ids: Any) -> pa.LargeStringArray:
        """Each id, or the one it stands for; a number stands for a key, the key for a code."""
        found = large_text(ids)
        for _ in range(_STEPS):
            place = pc.index_in(found, value_set=self._other)
            found = large_text(pc.coalesce(self._entity.take(place), found))
        return found

    def ends(self, ties: pa.Table) -> pa.Table:
        """Ties with their ends under one name each."""
        for name in ("source_id", "target_id"):
            ties = ties.set_column(
                ties.column_names.index(name), name, pa.chunked_array([self.one(ties[name])])
            )
        return ties


def _distinct(columns: Iterable[tuple[Path, str]]) -> pa.LargeStringArray:
    """Distinct texts of columns of staged files; memory is bounded by the distinct ones."""
    found: list[pa.LargeStringArray] = [pa.array([], pa.large_string())]
    waiting = 0
    for path, column in columns:
        for batch in _batches([path], [column]):
            part = pc.unique(large_text(batch[column]))
            found.append(part)
            waiting += len(part)
            if waiting > max(_WAITING, len(found[0])):
                found, waiting = [pc.unique(pa.concat_arrays(found))], 0
    return pc.unique(pa.concat_arrays(found))


def _references() -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "ties", ("source_id", "target_id")
    yield "parties", ("party_id",)
    yield from ((table.name, ("enterprise_id",)) for table in TABLES.values() if table.filing)
