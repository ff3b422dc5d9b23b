"""Texts are taken from chunks as from one column, whatever their order and number."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from graph.store.embedded.columns import take_text

CHUNKS = st.lists(st.lists(st.one_of(st.none(), st.text(max_size=3)), max_size=4), max_size=5)


@given(CHUNKS, st.data())
def test_texts_of_chunks_are_those_of_the_whole_column(
    parts: list[list[str | None]], data: st.DataObject
) -> None:
    whole = [text for part in parts for text in part]
    places = st.integers(0, len(whole) - 1) if whole else st.nothing()
    rows = data.draw(st.lists(places, max_size=8 if whole else 0))

    taken = take_text([pa.array(part, pa.large_string()) for part in parts], np.array(rows, dtype=np.int64))

    assert taken.to_pylist() == [whole[row] for row in rows]
