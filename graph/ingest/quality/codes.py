"""Validity of codes and days of enterprises, sums of shares, and what appears twice.

Everything is columns of a snapshot; examples are ids of enterprises, never names.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import Frame, large_text
from graph.catalogue import entity_types
from graph.check_digits import uscc_valid_mask
from graph.domain import DAY_OPEN, DAY_UNKNOWN, TIE_KINDS, EnterpriseStatus, TieKind, day_number
from graph.ingest.quality.report import CodeCheck, OrphanTies, ShareSums
from graph.ingest.report import Examples
from graph.snapshot import Snapshot

Numbers = np.ndarray[Any, Any]

_INDUSTRY = r"^([A-T]|[A-T]?[0-9]{2,4})$"
_REGION = r"^[0-9]{6}([0-9]{3}){0,2}$"
_HOLDS = TIE_KINDS.index(TieKind.HOLDS)
_GONE = (EnterpriseStatus.DEREGISTERED, EnterpriseStatus.CANCELLED, EnterpriseStatus.MOVED_OUT)


def examples(ids: pa.LargeStringArray, rows: Numbers, most: int) -> Examples:
    """How many rows, and the ids of the first ones."""
    return Examples(count=len(rows), examples=ids.take(pa.array(rows[:most])).to_pylist())


def code_checks(enterprises: Frame, chosen: Numbers, as_of: date, most: int) -> list[CodeCheck]:
    """Validity of codes and days of the chosen enterprises.

    Parameters
    ----------
    enterprises : Frame of a snapshot
    chosen : int array
        Codes of delivered enterprises.
    as_of : date
    most : int
        Examples of each check.
    """
    ids = enterprises.text("enterprise_id")
    mine = large_text(ids.take(pa.array(chosen)))
    internal = np.asarray(pc.starts_with(mine, "R:"))
    types = f"^({'|'.join(sorted(entity_types().types))})[0-9]*$"
    today = day_number(as_of)
    found = [_check("uscc", ids, chosen, ~internal, uscc_valid_mask(mine), most)]
    for name, pattern in (("industry", _INDUSTRY), ("region", _REGION), ("entity_type", types)):
        texts = large_text(enterprises.text(name).take(pa.array(chosen)))
        fits = _mask(pc.match_substring_regex(texts, pattern))
        found.append(_check(name, ids, chosen, _mask(pc.is_valid(texts)), fits, most))
    status = large_text(enterprises.text("status").take(pa.array(chosen)))
    known = ~_mask(pc.equal(status, EnterpriseStatus.UNKNOWN.value))
    found.append(_check("status", ids, chosen, known, known, most))
    established = enterprises.numbers("established_on")[chosen]
    there = established != DAY_UNKNOWN
    found.append(_check("established_on", ids, chosen, there, established <= today, most))
    for name in ("ended_on", "revoked_on"):
        days = enterprises.numbers(name)[chosen]
        fits = (days <= today) & (~there | (days >= established))
        found.append(_check(name, ids, chosen, days != DAY_UNKNOWN, fits, most))
    return found


def _mask(values: Any) -> Numbers:
    return np.asarray(pc.fill_null(values, False))


def _check(
    name: str, ids: pa.LargeStringArray, chosen: Numbers, known: Numbers, fits: Numbers, most: int
) -> CodeCheck:
    wrong = chosen[known & ~fits]
    return CodeCheck(
        check=name,
        total=len(chosen),
        valid=int((known & fits).sum()),
        unknown=int((~known).sum()),
        wrong=examples(ids, wrong, most),
    )


def open_ties(snapshot: Snapshot) -> Numbers:
    """Bool per tie: in force on the day of the snapshot."""
    today = day_number(snapshot.as_of)
    begun = snapshot.ties.numbers("valid_from") <= today
    valid_to = snapshot.ties.numbers("valid_to")
    return np.asarray(begun & ((valid_to > today) | (valid_to == DAY_OPEN)))


def share_sums(snapshot: Snapshot, inside: Numbers, tolerance: float, most: int) -> ShareSums:
    """Sums of open holdings by the enterprise they are held in.

    Parameters
    ----------
    snapshot : Snapshot
    inside : bool[n]
        Enterprises of the report.
    tolerance : float
        Sums above one by more are too much; below one by more are incomplete.
    most : int
    """
    ties = snapshot.ties
    held = open_ties(snapshot) & (ties.numbers("kind") == _HOLDS)
    target, share = ties.numbers("dst")[held], ties.numbers("share")[held].astype(np.float64)
    firm = target < snapshot.enterprises.rows
    target, share = target[firm], share[firm]
    n = snapshot.enterprises.rows
    holders = np.bincount(target, minlength=n)
    unknown = np.bincount(target[np.isnan(share)], minlength=n) > 0
    sums = np.bincount(target, np.nan_to_num(share), minlength=n)
    some = (holders > 0) & inside
    above = sums > 1.0 + tolerance
    whole = some & ~unknown & ~above & (sums >= 1.0 - tolerance)
    return ShareSums(
        enterprises=int(some.sum()),
        below=int((some & ~unknown & (sums < 1.0 - tolerance)).sum()),
        whole=int(whole.sum()),
        unknown=int((some & unknown & ~above).sum()),
        above=examples(snapshot.enterprises.text("enterprise_id"), np.flatnonzero(some & above), most),
    )


def orphan_ties(snapshot: Snapshot, inside: Numbers) -> list[OrphanTies]:
    """Open ties of the report's enterprises by kind, and those with an end that nothing describes."""
    n = snapshot.enterprises.rows
    stub = np.zeros(snapshot.nodes, dtype=bool)
    stub[:n] = snapshot.enterprises.numbers("stub")
    mine = np.zeros(snapshot.nodes, dtype=bool)
    mine[:n] = inside
    src, dst = snapshot.ties.numbers("src"), snapshot.ties.numbers("dst")
    counted = open_ties(snapshot) & (mine[src] | mine[dst])
    kind = snapshot.ties.numbers("kind")
    size = len(TIE_KINDS)
    total = np.bincount(kind[counted], minlength=size)
    orphan = np.bincount(kind[counted & (stub[src] | stub[dst])], minlength=size)
    return [
        OrphanTies(kind=str(word), ties=int(total[place]), orphans=int(orphan[place]))
        for place, word in enumerate(TIE_KINDS)
        if total[place]
    ]


def same_names(enterprises: Frame, inside: Numbers, most: int) -> tuple[int, Examples]:
    """Living enterprises that bear the name of another one of their region: groups, and ids of members.

    Returns
    -------
    int
        Names that several bear.

    Examples
    --------
        Enterprises that bear one of them, the ids of one name one after the other.
    """
    status = enterprises.text("status")
    gone = _mask(pc.is_in(status, pa.array([word.value for word in _GONE], pa.large_string())))
    rows = np.flatnonzero(inside & ~gone & _mask(pc.is_valid(enterprises.text("name"))))
    index = pa.array(rows)
    keys = pc.binary_join_element_wise(
        enterprises.text("name").take(index),
        pc.fill_null(enterprises.text("region").take(index), ""),
        pa.scalar("\x1f", pa.large_string()),
    )
    codes = np.asarray(pc.dictionary_encode(keys).indices)
    sizes = np.bincount(codes)
    several = np.flatnonzero(sizes[codes] > 1)
    order = several[np.argsort(codes[several], kind="stable")]
    groups = int((sizes > 1).sum())
    return groups, examples(enterprises.text("enterprise_id"), rows[order], most)


def keys_of_one_code(snapshot: Snapshot, inside: Numbers, most: int) -> Examples:
    """Enterprises for which one registry node has several internal keys: one credit code, several rows."""
    alias, enterprise = snapshot.aliases.text("alias_id"), snapshot.aliases.numbers("enterprise")
    own = snapshot.enterprises.text("enterprise_id")
    ids = pa.concat_arrays([large_text(alias), large_text(own)])
    codes = np.concatenate([enterprise, np.arange(len(own), dtype=enterprise.dtype)])
    internal = np.flatnonzero(_mask(pc.match_substring_regex(ids, r"^R:[^:]*:")) & inside[codes])
    if not len(internal):
        return Examples()
    parts = pc.extract_regex(ids.take(pa.array(internal)), r"^R:(?P<node>[^:]*):")
    nodes = np.asarray(pc.dictionary_encode(pc.struct_field(parts, "node")).indices).astype(np.int64)
    pairs, counts = np.unique(codes[internal].astype(np.int64) << 20 | nodes, return_counts=True)
    several = np.unique(pairs[counts > 1] >> 20)
    return examples(own, several, most)
