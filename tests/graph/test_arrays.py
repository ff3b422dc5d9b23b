"""Frames: columns, files, digests."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.arrays import Frame, large_text
from tests.deliveries import plain

texts = st.lists(st.none() | st.text(max_size=4), max_size=6)


def digest(frame: Frame) -> str:
    state = hashlib.sha256()
    frame.update_digest(state, "")
    return state.hexdigest()


def frame(values: list[str | None]) -> Frame:
    return Frame({"number": np.arange(len(values), dtype=np.int32), "word": large_text(values)})


def test_columns_of_one_frame_have_one_length() -> None:
    with pytest.raises(ValueError, match="one length"):
        Frame({"a": np.zeros(2), "b": np.zeros(3)})


@pytest.mark.parametrize("column", [np.zeros((2, 2)), np.array(["a"]), pa.array(["a"])])
def test_a_column_is_numeric_or_large_text(column: Any) -> None:
    with pytest.raises(ValueError, match="numeric"):
        Frame({"a": column})


def test_asking_for_the_other_type_is_an_error() -> None:
    with pytest.raises(TypeError, match="numeric, not text"):
        frame(["a"]).text("number")
    with pytest.raises(TypeError, match="text, not numbers"):
        frame(["a"]).numbers("word")


@given(values=texts, data=st.data())
def test_take_gives_rows_in_the_asked_order(values: list[str | None], data: st.DataObject) -> None:
    places = st.integers(0, len(values) - 1) if values else st.nothing()
    rows = data.draw(st.lists(places, max_size=5 if values else 0))

    taken = frame(values).take(np.array(rows, dtype=np.int64))

    assert taken.text("word").to_pylist() == [values[row] for row in rows]
    assert taken.numbers("number").tolist() == rows


def test_take_by_truth_keeps_the_order() -> None:
    assert frame(["a", "b", "c"]).take(np.array([True, False, True])).text("word").to_pylist() == ["a", "c"]


@given(values=texts)
def test_a_file_gives_back_what_was_written(values: list[str | None], tmp_path_factory: Any) -> None:
    path = tmp_path_factory.mktemp("frame") / "f.arrow"
    written = frame(values).replace(flag=np.zeros(len(values), dtype=bool))

    written.write(path)
    read = Frame.read(path)

    assert plain(read) == plain(written)
    assert digest(read) == digest(written)
    assert list(path.parent.iterdir()) == [path]


def test_a_read_column_cannot_be_written_to(tmp_path: Path) -> None:
    frame(["a", "b"]).write(tmp_path / "f.arrow")

    with pytest.raises(ValueError, match="read-only"):
        Frame.read(tmp_path / "f.arrow").numbers("number")[0] = 9


@given(values=texts, start=st.integers(0, 3))
def test_the_digest_knows_values_not_their_place_in_memory(values: list[str | None], start: int) -> None:
    padded = large_text(["x"] * start + values)

    assert digest(frame(values)) == digest(frame(values).replace(word=padded.slice(start)))


@pytest.mark.parametrize("other", [["a", ""], ["", "a"], ["a", "b"], ["a", None, None], ["ab", None]])
def test_the_digest_tells_null_from_empty_and_order(other: list[str | None]) -> None:
    assert digest(frame(["a", None])) != digest(frame(other))


def test_the_digest_covers_names_and_types_not_column_order() -> None:
    first = Frame({"a": np.array([1, 2]), "b": np.array([3, 4])})

    assert digest(first) == digest(Frame({"b": np.array([3, 4]), "a": np.array([1, 2])}))
    assert digest(first) != digest(Frame({"a": np.array([3, 4]), "b": np.array([1, 2])}))
    assert digest(first) != digest(Frame({"a": np.array([1, 2], dtype=np.int32), "b": np.array([3, 4])}))
    assert digest(first) == digest(Frame({"a": np.array([1, 2], dtype=">i8"), "b": np.array([3, 4])}))


def test_a_text_is_found_in_a_column_of_any_order() -> None:
    column = frame(["b", "丙", "a"])

    assert [column.row_of("word", text) for text in ("a", "丙", "b", "c")] == [2, 1, 0, None]
