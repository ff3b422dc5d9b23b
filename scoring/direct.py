"""Direct rules D1-D3: a listing in force sets class D, where the region decided so."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from graph.domain import day_number, day_of
from graph.snapshot import Snapshot
from scoring.measures.rows import Rows, record_rows
from scoring.pack_model import Pack
from scoring.pack_sections import DirectRule


def direct_rules(snapshot: Snapshot, pack: Pack) -> pa.LargeStringArray:
    """Direct rules that hold for each enterprise.

    Only records that name the enterprise itself count: a defaulting person makes no
    enterprise a defaulter, and a branch inherits nothing.

    Returns
    -------
    pa.LargeStringArray, n : ``D1``, ``D1,D2`` ..., null where none holds

    References
    ----------
    Seed XJ art. 11.
    """
    held = direct_matrix(record_rows(snapshot), snapshot.enterprises.rows, pack, day_number(snapshot.as_of))
    for column, rule in enumerate(pack.direct_rules):
        held[exempt_codes(snapshot, rule), column] = False
    return direct_text(held, pack)


def direct_matrix(rows: Rows, count: int, pack: Pack, as_of: int) -> np.ndarray:
    """Whether each rule holds for each subject of an incidence, before exemptions; bool (n, 3)."""
    held = np.zeros((count, len(pack.direct_rules)), dtype=bool)
    for column, rule in enumerate(pack.direct_rules):
        if rule.active:
            held[rows.subject[_matches(rows, rule, as_of)], column] = True
    return held


def _matches(rows: Rows, rule: DirectRule, as_of: int) -> np.ndarray:
    keep = rows.one_of("kind", rule.kinds) & rows.in_force(as_of)
    if rule.registers:
        day = day_of(as_of)
        names = tuple(entry.name for entry in rule.registers if day is not None and entry.holds(day))
        keep &= rows.one_of("cause", names)
    return np.flatnonzero(keep)


def exempt_codes(snapshot: Snapshot, rule: DirectRule) -> np.ndarray:
    """Codes of the enterprises that the rule's decision spares on t."""
    if rule.decision is None:
        return np.zeros(0, dtype=np.int32)
    spared = [
        entry.enterprise_id
        for entry in rule.decision.exempt
        if entry.until is None or entry.until >= snapshot.as_of
    ]
    codes = snapshot.enterprise_codes(pa.array(spared, pa.large_string()))
    return codes[codes >= 0]


def direct_text(held: np.ndarray, pack: Pack) -> pa.LargeStringArray:
    """Rules that hold, joined by a comma; null where none does."""
    ids = [rule.id for rule in pack.direct_rules]
    combinations = [
        ",".join(name for bit, name in enumerate(ids) if number >> bit & 1) or None
        for number in range(1 << len(ids))
    ]
    numbers = (held.astype(np.int64) << np.arange(len(ids))).sum(axis=1)
    return pa.array(combinations, pa.large_string()).take(pa.array(numbers))
