"""Columns of few different values lie by codes and read as they were."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from graph.arrays import Frame, large_text
from graph.coded import Coded, coded
from graph.kept_pages import columns_in

FEW = np.array([0.1, np.nan, -0.0, 0.0, np.inf, 0.1] * 50)
MANY = np.arange(300) / 7


@pytest.fixture
def frame() -> Frame:
    return Frame({"few": FEW, "many": MANY, "small": np.zeros(300, np.int8), "name": large_text(["a"] * 300)})


def bits(column: object) -> list[int]:
    found: list[int] = np.asarray(column).view(np.int64).tolist()
    return found


def test_numbers_read_from_codes_are_those_written_to_the_last_bit(frame: Frame, tmp_path: Path) -> None:
    strange = FEW.copy()
    strange.view(np.int64)[1] = 0x7FF8000000000ABC  # another unknown number
    frame.replace(few=strange).coded().write(tmp_path / "table.arrow")

    found = Frame.read(tmp_path / "table.arrow")

    assert bits(found.numbers("few")) == bits(strange)
    assert bits(found.cells("few", np.array([1, 2]))) == bits(strange[1:3])
    assert bits(found.take(np.array([4, 1])).numbers("few")) == bits(strange[[4, 1]])


def test_a_column_is_coded_only_where_that_halves_it(frame: Frame, tmp_path: Path) -> None:
    frame.write(tmp_path / "plain.arrow")
    frame.coded().write(tmp_path / "coded.arrow")

    kinds = {name: type(column) for name, column in zip(frame, frame.coded().stored(), strict=True)}

    assert isinstance(coded(FEW), Coded)
    assert coded(MANY) is MANY
    assert kinds["small"] is np.ndarray
    assert (tmp_path / "coded.arrow").stat().st_size < (tmp_path / "plain.arrow").stat().st_size


def test_two_bytes_are_enough_for_some_thousand_values() -> None:
    column = np.repeat(np.arange(1_000) / 3, 20)

    found = coded(column)

    assert isinstance(found, Coded)
    assert found.codes.dtype == np.uint16
    assert bits(found.whole()) == bits(column)


def test_a_digest_does_not_tell_codes_from_numbers(frame: Frame) -> None:
    digests = [hashlib.sha256() for _ in range(2)]

    frame.update_digest(digests[0], "t.")
    frame.coded().update_digest(digests[1], "t.")

    assert digests[0].hexdigest() == digests[1].hexdigest()


def test_changed_columns_stand_on_coded_ones(frame: Frame, tmp_path: Path) -> None:
    frame.coded().write(tmp_path / "base.arrow")
    changed = FEW.copy()
    changed[0] = 7.5

    Frame({"few": changed}).coded().write_over(tmp_path / "next.arrow", "base.arrow", list(frame))

    found = Frame.read(tmp_path / "next.arrow")
    assert list(found) == list(frame)
    assert bits(found.numbers("few")) == bits(changed)
    assert bits(found.beside(Frame({"more": MANY})).numbers("many")) == bits(MANY)


def test_pages_that_are_kept_are_those_of_the_codes(frame: Frame) -> None:
    assert sum(column.nbytes for column in columns_in(frame.coded())) < sum(
        column.nbytes for column in columns_in(frame)
    )
