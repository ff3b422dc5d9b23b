"""Warming: files are read ahead while there is memory; what reads look up is there before the first one."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.warming import free_memory, read_ahead, warm
from api.workplace import Workplace
from scoring.month_lookups import FOLDER


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    found = []
    for name, size in (("a", 10), ("b", 100), ("c", 5)):
        path = tmp_path / name
        path.write_bytes(bytes(size))
        found.append(path)
    return found


@pytest.mark.parametrize(("most", "asked"), [(0, 0), (14, 10), (15, 15), (1_000, 115)])
def test_files_are_read_ahead_in_their_order_while_they_have_room(
    files: list[Path], most: int, asked: int
) -> None:
    assert read_ahead(files, most) == asked


def test_free_memory_is_told_in_bytes() -> None:
    assert free_memory() > 1_000_000


def test_a_home_without_a_month_is_left_as_it_is(tmp_path: Path) -> None:
    place = Workplace(tmp_path)

    warm(place.readers, tmp_path)

    assert not (tmp_path / FOLDER).exists()


def test_a_warm_month_has_laid_out_what_its_reads_look_up(home: Path) -> None:
    place = Workplace(home)
    readers = place.readers

    warm(readers, home)

    month = place.months.open()
    assert {"names", "ties", "_groups", "_levels"} <= set(month.views.__dict__)
    assert {"network", "lookups", "snapshot"} <= set(month.__dict__)
    place.close()
