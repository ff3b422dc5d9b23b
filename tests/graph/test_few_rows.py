"""Pages of a few rows are asked for as runs; what is read does not depend on it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from graph.arrays import Frame, large_text
from graph.few_rows import fetch, page_runs, sorted_places


def test_pages_near_each_other_are_one_run() -> None:
    first, last = page_runs(np.array([0, 3, 40, 41, 60]), np.array([0, 30, 40, 42, 60]))

    assert first.tolist() == [0, 40, 60]
    assert last.tolist() == [30, 42, 60]


def test_a_run_ends_where_its_longest_range_ends() -> None:
    first, last = page_runs(np.array([0, 1, 30]), np.array([25, 2, 31]))

    assert (first.tolist(), last.tolist()) == ([0], [31])


def test_rows_are_what_they_were_whether_asked_for_or_not(tmp_path: Path) -> None:
    words = [None if row % 7 == 0 else f"word {row}" for row in range(60_000)]
    Frame({"number": np.arange(60_000), "word": large_text(words)}).write(tmp_path / "frame.arrow")
    frame, rows = Frame.read(tmp_path / "frame.arrow"), np.array([59_999, 0, 7, 30_001])

    fetch([*frame.values(), frame.text("word").slice(10, 100)], np.array([], np.int64))
    fetch(frame.values(), rows)

    taken = frame.take(rows)
    assert taken.numbers("number").tolist() == rows.tolist()
    assert taken.text("word").to_pylist() == [words[row] for row in rows]


def test_a_text_is_found_in_a_sorted_column_without_a_scan() -> None:
    column = large_text(["a", "ab", "b", "王", "王五"])

    assert sorted_places(["王", "", "b", "zz", "a"], column).tolist() == [3, -1, 2, -1, 0]
    assert sorted_places(["a"], large_text([])).tolist() == [-1]
