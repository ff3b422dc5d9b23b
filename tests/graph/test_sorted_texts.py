"""One text in a sorted column is found where it stands, with and without a fence, in columns and slices."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.arrays import Frame, large_text
from graph.sorted_texts import SortedTexts


@given(st.sets(st.text(max_size=4), max_size=300), st.text(max_size=4), st.booleans())
def test_a_text_is_found_where_it_stands(texts: set[str], other: str, fenced: bool) -> None:
    column = sorted(texts, key=str.encode)

    search = SortedTexts(large_text(column), fenced=fenced)

    assert [search.find(text) for text in column] == list(range(len(column)))
    assert search.find(other) == (column.index(other) if other in texts else None)


@pytest.mark.parametrize("rows", [63, 64, 65, 128, 129])
def test_texts_at_the_borders_of_the_fence_are_found(rows: int) -> None:
    column = [f"E{number:04d}" for number in range(0, 2 * rows, 2)]

    search = SortedTexts(large_text(column), fenced=True)

    assert [search.find(text) for text in column] == list(range(rows))
    assert {search.find(f"E{number:04d}") for number in range(1, 2 * rows, 2)} == {None}


@given(
    st.lists(st.sampled_from(["", "a", "aa", "aab", "ab", "b", "企", "企业"]), max_size=400),
    st.sampled_from(["", "a", "aab", "abc", "业", "企业"]),
    st.booleans(),
)
def test_a_repeated_text_is_found_in_all_its_rows(texts: list[str], wanted: str, fenced: bool) -> None:
    column = sorted(texts, key=str.encode)

    span = SortedTexts(large_text(column), fenced=fenced).span(wanted)

    assert [column[row] for row in span] == [wanted] * column.count(wanted)


def test_a_slice_of_a_column_is_searched_by_its_own_rows() -> None:
    search = SortedTexts(large_text(["a", "b", "c", "d"]).slice(1, 2))

    assert [search.find(text) for text in "abcd"] == [None, 0, 1, None]


def test_a_frame_finds_a_text_in_a_sorted_column() -> None:
    frame = Frame({"id": large_text(["E1", "E2"]), "size": np.array([3, 4])})

    assert [frame.place("id", text) for text in ("E2", "E1", "E3")] == [1, 0, None]
