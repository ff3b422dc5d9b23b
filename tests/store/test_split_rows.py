"""Rows counted over segments are read as if the segments were one column."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.arrays import large_text
from graph.store.embedded.split_rows import numbers_at, split, texts_at


@settings(max_examples=40)
@given(st.lists(st.integers(0, 4), min_size=1, max_size=5).filter(any), st.data())
def test_rows_are_read_in_their_order_whatever_segments_they_are_in(
    lengths: list[int], data: st.DataObject
) -> None:
    whole = np.arange(sum(lengths), dtype=np.int32)
    rows = np.array(data.draw(st.lists(st.integers(0, len(whole) - 1), min_size=1, max_size=12)), np.int64)
    bounds = [0, *np.cumsum(lengths).tolist()]
    parts = [whole[first:last] for first, last in pairwise(bounds)]
    texts = [large_text([f"t{number}" for number in part.tolist()]) for part in parts]

    where = split(bounds, rows)

    assert numbers_at(parts, where).tolist() == whole[rows].tolist()
    assert texts_at(texts, where).to_pylist() == pa.array([f"t{row}" for row in rows.tolist()]).to_pylist()
