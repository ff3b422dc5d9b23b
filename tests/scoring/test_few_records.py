"""A few records of a month are the same, picked one by one, as what is left when all others go."""

from __future__ import annotations

import numpy as np
import pytest

from graph.snapshot import Snapshot
from scoring.cited_records import few_records
from scoring.excluded_records import keep_records
from scoring.month_lookups import lay_out
from tests.relation_graphs import Firm, Record, World

FIRMS = tuple(Firm(f"E{number}") for number in range(4))
RECORDS = tuple(
    Record(
        f"r{number}",
        tuple((f"E{firm}", "responsible") for firm in range(number % 4 + 1)),
        items=tuple((f"i{number}-{part}", 2) for part in range(number % 3)),
    )
    for number in range(7)
)


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return World(firms=FIRMS, records=RECORDS).freeze()


@pytest.mark.parametrize("rows", [[], [0], [6], [1, 3, 4], list(range(7))])
def test_few_records_are_what_is_left_when_all_others_go(snapshot: Snapshot, rows: list[int]) -> None:
    keep = np.isin(np.arange(snapshot.records.rows), rows)

    few, left = (
        few_records(snapshot, lay_out(snapshot), np.array(rows, np.int64)),
        keep_records(snapshot, keep),
    )

    for name in ("records", "parties", "items"):
        ours, theirs = getattr(few, name), getattr(left, name)
        assert ours.rows == theirs.rows
        for column in theirs:
            assert ours[column].tolist() == theirs[column].tolist(), (name, column)
