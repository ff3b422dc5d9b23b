"""Folders that are laid out once: whose time it takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.budget import budget_of, check
from graph.errors import TimeBudgetError
from scoring.kept_folders import kept_folder


def test_the_first_reader_of_a_folder_still_has_all_of_its_time(tmp_path: Path) -> None:
    now = [0.0]

    def build(folder: Path) -> None:
        now[0] += 60
        (folder / "array").write_bytes(b"1")

    with budget_of(10, lambda: now[0]):
        kept_folder(tmp_path / "search", "a", build, 2)
        now[0] += 9.9
        check()
        now[0] += 0.1

        with pytest.raises(TimeBudgetError):
            check()
