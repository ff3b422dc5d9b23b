"""Day of the reference tables that a first month builds."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest

from graph.store.protocol import FactStore
from scoring.job.reference import cluster_rates, reference_for
from scoring.pack import load_pack
from tests.frozen_store import FrozenStore, PreparedFilings
from tests.frozen_world import world

SEPTEMBER, OCTOBER = date(2026, 9, 30), date(2026, 10, 31)
PENALTY: dict[str, Any] = {"record_id": "r1", "kind": "penalty", "decided_on": date(2026, 3, 1)}


@pytest.mark.parametrize(
    ("earlier", "day"),
    [
        ({"enterprises": ["E1"], "records": [{**PENALTY, "parties": ["E1"]}]}, SEPTEMBER),
        ({"enterprises": ["E1"]}, SEPTEMBER),
        ({"enterprises": ["E1"], "records": [{**PENALTY, "parties": []}]}, OCTOBER),
        ({}, OCTOBER),
    ],
    ids=["known", "no record", "records without a party", "nobody"],
)
def test_tables_come_from_the_month_before_unless_it_cannot_serve(
    tmp_path: Path, earlier: dict[str, Any], day: date
) -> None:
    now = world(as_of=OCTOBER, enterprises=["E1"], records=[{**PENALTY, "parties": ["E1"]}])
    store = cast(FactStore, FrozenStore({SEPTEMBER: world(as_of=SEPTEMBER, **earlier), OCTOBER: now}))

    found = reference_for(tmp_path, store, PreparedFilings(), load_pack("mrt"), OCTOBER)

    assert found.as_of == day
    assert "*" in cluster_rates(found).text("group").to_pylist()
