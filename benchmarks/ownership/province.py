"""A random graph of holdings of province size: heavy tails, blocks, cross-holdings, unknown shares."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import Frame
from graph.domain import DAY_OPEN, TIE_KINDS, TieKind, day_number
from graph.snapshot import Snapshot
from tests.relation_graphs import World

AS_OF = date(2026, 10, 31)
CHAIN = 200
RING = 300


def holdings_province(firms: int, seed: int = 7) -> Snapshot:
    """Snapshot with 1.2 persons and about 1.5 holdings a firm.

    One holder in five is an enterprise, most often an old one with many; one of thirty of
    these points backwards, one of fifty is answered by a cross-holding. One enterprise of
    several holders in five is held by somebody and by what the same one holds first, which
    makes blocks. Eight shares of a hundred are unknown. One chain of 200 majorities and one
    ring of 300 cross-holdings are planted.
    """
    rng = np.random.default_rng(seed)
    persons = firms * 6 // 5
    count = rng.choice([1, 2, 3], firms, p=[0.62, 0.26, 0.12])
    owned = np.repeat(np.arange(firms), count)
    total = len(owned)
    by_firm = rng.random(total) < 0.2
    heavy = rng.random(total) < 0.3
    person = firms + (persons * rng.random(total) ** np.where(heavy, 5.0, 1.0)).astype(np.int64)
    older = (owned * rng.random(total) ** 2).astype(np.int64)
    backwards = rng.random(total) < 1 / 30
    firm = np.where(backwards, rng.integers(0, firms, total), older)
    owner = np.where(by_firm, firm, person)
    begin = np.cumsum(count) - count
    block = begin[(count > 1) & (rng.random(firms) < 0.2)]
    owner[block + 1] = older[block]
    owner[block] = owner[begin[owner[block + 1]]]
    weight = rng.random(total) ** 2 + 0.02
    share = weight / np.bincount(owned, weight, minlength=firms)[owned]
    back = np.flatnonzero(by_firm & (rng.random(total) < 0.02))
    share = np.where(rng.random(total) < 0.08, np.nan, np.round(share, 4))
    owner, owned = np.append(owner, owned[back]), np.append(owned, owner[back])
    share = np.append(share, np.full(len(back), 0.05))
    inner = owned < firms
    owner, owned, share = owner[inner], owned[inner], share[inner]
    special = np.arange(firms - CHAIN - RING, firms)
    kept = ~np.isin(owned, special)
    ring = special[CHAIN:]
    owner = np.concatenate((owner[kept], special[: CHAIN - 1], np.roll(ring, 1), np.full(RING, firms)))
    owned = np.concatenate((owned[kept], special[1:CHAIN], ring, ring))
    planted = np.concatenate((np.full(CHAIN - 1, 0.6), np.full(RING, 0.4), np.full(RING, 0.3)))
    share = np.concatenate((share[kept], planted))
    outer = owner != owned
    order = np.lexsort((owned[outer], owner[outer]))
    owner, owned, share = owner[outer][order], owned[outer][order], share[outer][order]
    return _snapshot(rng, firms, persons, owner, owned, share)


def _snapshot(rng: Any, firms: int, persons: int, owner: Any, owned: Any, share: Any) -> Snapshot:
    size, today = len(owner), day_number(AS_OF)
    ties = Frame(
        {
            "tie_id": _ids("t", size),
            "kind": np.full(size, TIE_KINDS.index(TieKind.HOLDS), np.int8),
            "src": owner.astype(np.int32),
            "dst": owned.astype(np.int32),
            "share": share.astype(np.float32),
            "valid_from": (today - rng.integers(1, 4000, size)).astype(np.int32),
            "valid_to": np.full(size, DAY_OPEN, np.int32),
            "entered_on": (today - rng.integers(1, 1000, size)).astype(np.int32),
        }
    )
    return replace(
        World(as_of=AS_OF).freeze(),
        enterprises=Frame({"enterprise_id": _ids("E", firms)}),
        persons=Frame({"person_id": _ids("P", persons)}),
        ties=ties,
    )


def _ids(prefix: str, count: int) -> pa.LargeStringArray:
    digits = pc.utf8_lpad(pa.array(np.arange(count)).cast(pa.large_string()), 23, "0")
    return pc.binary_join_element_wise(
        pa.scalar(prefix, pa.large_string()), digits, pa.scalar("", pa.large_string())
    )
