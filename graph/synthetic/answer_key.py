"""The answer key of planted defects: which delivered rows are wrong, and what an import does with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from graph.synthetic.rows import Rows
from graph.synthetic.world import World


@dataclass(frozen=True, slots=True)
class Planted:
    """Rows of one kind of defect and its lines of the answer key.

    Parameters
    ----------
    kind, table : str
    rows : Rows
    keys : pa.Array
        Key of the wrong row, as delivered.
    column : str
        Column the defect is in.
    """

    kind: str
    table: str
    rows: Rows
    keys: pa.Array
    column: str


def answer_key(planted: Sequence[Planted], world: World) -> dict[str, pa.Array]:
    """Columns of the answer key: kind, table, key, column, delivery, effect; one line a wrong row."""
    listed = [part for part in planted if part.kind]
    plans = world.numbers.defects
    sizes = [len(part.rows) for part in listed]

    def repeated(values: list[str]) -> pa.Array:
        words = [value for value, size in zip(values, sizes, strict=True) for _ in range(size)]
        return pa.array(words, pa.string())

    keys = [part.keys.cast(pa.string()) for part in listed]
    deliveries = [world.schedule.delivery_of(part.rows.known_on) for part in listed]
    nothing = np.empty(0, dtype=np.int16)
    return {
        "kind": repeated([part.kind for part in listed]),
        "table": repeated([part.table for part in listed]),
        "key": pa.concat_arrays(keys) if keys else pa.array([], pa.string()),
        "column": repeated([part.column for part in listed]),
        "delivery": pa.array(np.concatenate([nothing, *deliveries])),
        "effect": repeated([plans[part.kind].effect for part in listed]),
    }


def defect_counts(planted: Sequence[Planted]) -> dict[str, int]:
    """Wrong rows by kind of defect."""
    counts: dict[str, int] = {}
    for part in planted:
        if part.kind:
            counts[part.kind] = counts.get(part.kind, 0) + len(part.rows)
    return counts
