"""Facts dropped by a withdrawal take their place among those excluded before."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from graph.arrays import Frame
from scoring.exclusions import DROPPED_KEYS, dropped_order
from scoring.job.delta_facts import joined_dropped
from tests.deliveries import plain

_WORD = st.sampled_from([None, "", "a", "b", "ba", "é", "中", "𠀀"])
_ROWS = st.lists(st.tuples(*[_WORD] * len(DROPPED_KEYS)), max_size=12)


def frame(rows: list[tuple[str | None, ...]]) -> Frame:
    columns = {
        name: pa.array([row[at] for row in rows], pa.large_string()) for at, name in enumerate(DROPPED_KEYS)
    }
    unsorted = Frame(columns)
    return unsorted.take(dropped_order(unsorted))


@given(_ROWS, _ROWS)
def test_dropped_facts_are_put_where_sorting_all_puts_them(
    before: list[tuple[str | None, ...]], fresh: list[tuple[str | None, ...]]
) -> None:
    assert plain(joined_dropped(frame(before), frame(fresh))) == plain(frame(before + fresh))
