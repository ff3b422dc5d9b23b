"""Rows that were rejected before a complete delivery was staged: delivered, hence not absent."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from graph.domain import DAY_OPEN
from graph.store.protocol import REFUSED, Scope
from tests.deliveries import Delivery
from tests.store.conftest import StoreFactory

JANUARY, FEBRUARY = date(2026, 1, 31), date(2026, 2, 28)


def tie(name: str) -> dict[str, Any]:
    return {"tie_id": name, "kind": "HOLDS", "source_id": f"P:{name}", "target_id": "U1"}


@pytest.mark.parametrize(("refused", "ended"), [((), ["t2", "t3"]), (("t2", "never seen"), ["t3"])])
def test_a_complete_delivery_does_not_close_what_was_rejected_of_it(
    new_store: StoreFactory, tmp_path: Path, refused: tuple[str, ...], ended: list[str]
) -> None:
    store, scope = new_store(tmp_path / "home"), Scope(table="ties", source="registry")
    first = Delivery(batch="b1", day=JANUARY, rows={"ties": [tie("t1"), tie("t2"), tie("t3")]})
    store.load(first.staged(tmp_path))
    batch = Delivery(batch="b2", day=FEBRUARY, rows={"ties": [tie("t1")]}, full=(scope,)).staged(tmp_path)
    (batch.folder / REFUSED / "ties").mkdir(parents=True)
    keys = pa.table({"tie_id": pa.array(refused, pa.large_string())})
    pq.write_table(keys, batch.folder / REFUSED / "ties" / "00000.parquet")

    store.load(batch)

    ties = store.freeze(FEBRUARY, FEBRUARY).ties
    closed = ties.text("tie_id").filter(pa.array(ties.numbers("valid_to") != DAY_OPEN)).to_pylist()
    assert sorted(closed) == ended
