"""Kept pages: which bytes are touched, in which order, and how many at most."""

from __future__ import annotations

import mmap
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from graph.arrays import Frame, large_text
from graph.kept_pages import KeptPages, bytes_of, columns_in, read_through
from graph.mapped import mapped

PAGE = mmap.PAGESIZE


def resident(path: Path) -> int:
    """Bytes of a mapped file that this process has touched."""
    rows = Path("/proc/self/smaps").read_text(encoding="utf-8").splitlines()
    at = next(place for place, row in enumerate(rows) if row.endswith(str(path)))
    said = next(row for row in rows[at:] if row.startswith("Rss:"))
    return 1024 * int(said.split()[1])


def test_every_page_of_a_mapped_column_is_in_memory_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "numbers.npy"
    np.save(path, np.zeros(3_000_000, np.uint8))
    column = mapped(path)
    before = resident(path)

    whole = KeptPages([column], 10_000_000).touch()

    assert whole
    assert resident(path) >= 3_000_000 > before


def test_bytes_beyond_the_bound_are_left_out_and_smaller_ones_still_come() -> None:
    sizes = [4 * PAGE, 8 * PAGE, 2 * PAGE]

    kept = KeptPages([np.zeros(size, np.uint8) for size in sizes], 6 * PAGE)

    assert kept.size == 6 * PAGE


def test_touching_ends_when_it_is_told() -> None:
    asked: list[int] = []

    def once() -> bool:
        asked.append(1)
        return len(asked) < 2

    kept = KeptPages([np.zeros(PAGE, np.uint8)] * 5, 10 * PAGE)

    assert not kept.touch(once)
    assert len(asked) == 2


def test_a_text_column_is_its_offsets_and_its_signs() -> None:
    texts = large_text(["ab", "cde"])

    sizes = [len(part) for part in bytes_of(texts)]

    assert sizes == [3 * 8, 5]


def test_columns_are_found_in_frames_tables_of_them_and_dataclasses() -> None:
    @dataclass(frozen=True)
    class Group:
        start: np.ndarray
        count: int
        frame: Frame

    one, two, three = (np.full(2, number) for number in (1, 2, 3))
    group = Group(start=one, count=7, frame=Frame({"two": two}))

    found = list(columns_in(group, {"three": three}, None))

    assert [int(column[0]) for column in found if isinstance(column, np.ndarray)] == [1, 2, 3]


def test_a_file_that_changes_is_read_to_its_end_or_its_bound(tmp_path: Path) -> None:
    path = tmp_path / "state"
    path.write_bytes(bytes(3_000_000))

    assert read_through(path, 10_000_000) == 3_000_000
    assert 1_000_000 <= read_through(path, 1_000_000) < 3_000_000
    assert read_through(tmp_path / "none", 1) == 0
