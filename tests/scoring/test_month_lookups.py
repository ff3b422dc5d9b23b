"""Lookups of a month: equal to scans of the snapshot, laid out once, known by the snapshot they are of."""

from __future__ import annotations

import errno
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from graph.domain import PartyRole, TieKind
from graph.errors import StoreError
from graph.snapshot import Snapshot
from scoring.kept_folders import hash_of_tables, kept_folder
from scoring.month_lookups import FOLDER, MonthLookups, in_force, lay_out, lookups_of
from tests.relation_graphs import Firm, Person, Record, T, Tie, World

FIRMS = tuple(Firm(f"E{number}") for number in range(4))
TIES = (
    Tie("t0", TieKind.HOLDS, "E0", "E1"),
    Tie("t1", TieKind.HOLDS, "E2", "E1"),
    Tie("t2", TieKind.HOLDS, "E1", "E1"),
    Tie("t3", TieKind.HOLDS, "P:a", "E1", start=T - 30, end=T - 10),
    Tie("t4", TieKind.HOLDS, "P:a", "E3"),
)
RECORDS = tuple(
    Record(
        f"r{number}",
        (("E1", "responsible"), ("E2", "complainant" if number else "responsible"), ("P:a", "responsible")),
        items=tuple((f"i{9 - number}{part}", 2) for part in range(number)),
    )
    for number in range(3)
)


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return World(firms=FIRMS, persons=(Person("P:a"),), ties=TIES, records=RECORDS).freeze()


@pytest.fixture(scope="module")
def lookups(snapshot: Snapshot) -> MonthLookups:
    return lay_out(snapshot)


def test_ties_that_point_to_a_node_are_those_a_scan_finds(snapshot: Snapshot, lookups: MonthLookups) -> None:
    target = snapshot.ties.numbers("dst")

    for code in range(snapshot.nodes):
        assert lookups.pointing_to(code).tolist() == np.flatnonzero(target == code).tolist()


def test_records_of_an_enterprise_are_those_that_hold_it_responsible(
    snapshot: Snapshot, lookups: MonthLookups
) -> None:
    parties = snapshot.parties
    roles = np.array(parties.text("role").to_pylist())

    for code in range(snapshot.enterprises.rows):
        mine = (parties.numbers("party") == code) & (roles == PartyRole.RESPONSIBLE.value)
        assert lookups.held_by(code).tolist() == parties.numbers("record")[mine].tolist()


def test_items_of_records_are_those_a_scan_finds(snapshot: Snapshot, lookups: MonthLookups) -> None:
    of_item = snapshot.items.numbers("record")

    for row in range(snapshot.records.rows):
        assert lookups.items_of(np.array([row])).tolist() == np.flatnonzero(of_item == row).tolist()


def test_a_degree_counts_ties_in_force_with_others(snapshot: Snapshot, lookups: MonthLookups) -> None:
    ties, counts = snapshot.ties, np.zeros(snapshot.nodes, np.int64)
    for source, target, holds in zip(
        ties.numbers("src"), ties.numbers("dst"), in_force(snapshot), strict=True
    ):
        if holds and source != target:
            counts[[source, target]] += 1

    assert lookups.degree.tolist() == counts.tolist()


def test_lookups_are_laid_out_once_and_mapped_afterwards(
    snapshot: Snapshot, lookups: MonthLookups, tmp_path: Path
) -> None:
    lookups_of(tmp_path, "a", snapshot)

    again = lookups_of(tmp_path, "a", replace(snapshot, items=snapshot.items.take(np.zeros(0, np.int64))))

    for one in fields(MonthLookups):
        assert getattr(again, one.name).tolist() == getattr(lookups, one.name).tolist(), one.name
        assert not getattr(again, one.name).flags.writeable


def test_another_snapshot_has_lookups_of_its_own(snapshot: Snapshot, tmp_path: Path) -> None:
    lookups_of(tmp_path, "a", snapshot)

    other = lookups_of(tmp_path, "b", replace(snapshot, items=snapshot.items.take(np.zeros(0, np.int64))))

    assert other.item_row.tolist() == []
    assert len([one for one in (tmp_path / FOLDER).iterdir() if one.is_dir()]) == 2


FILES = {"snapshot/ties.arrow": "a", "snapshot/ties.r001.arrow": "b", "snapshot/items.arrow": "c"}


@pytest.mark.parametrize(
    ("changed", "same"),
    [
        ({"as_of": "2026-11-30"}, False),
        ({"files": FILES | {"snapshot/ties.arrow": "z"}}, False),
        ({"files": FILES | {"snapshot/ties.r001.arrow": "z"}}, False),
        ({"files": FILES | {"snapshot/items.arrow": "z"}}, True),
        ({"files": FILES | {"snapshot/manifest.json": "z"}}, True),
    ],
)
def test_lookups_are_known_by_the_day_and_every_file_of_their_tables(
    changed: dict[str, Any], same: bool
) -> None:
    manifest = {"as_of": "2026-10-31", "files": FILES}

    known = [hash_of_tables(one, "snapshot/ties") for one in (manifest, manifest | changed)]

    assert (known[0] == known[1]) is same


def test_folders_beyond_those_that_stay_go_the_oldest_first(tmp_path: Path) -> None:
    for number in range(4):
        kept_folder(tmp_path / "kept", str(number), lambda folder: (folder / "x").touch(), 2)

    assert sorted(one.name for one in (tmp_path / "kept").iterdir()) == ["2", "3", "LOCK"]


def test_a_folder_whose_building_failed_is_built_again(tmp_path: Path) -> None:
    def fails(folder: Path) -> None:
        (folder / "half").touch()
        raise StoreError("no")

    with pytest.raises(StoreError):
        kept_folder(tmp_path / "kept", "a", fails, 2)

    made = kept_folder(tmp_path / "kept", "a", lambda folder: (folder / "x").touch(), 2)

    assert [one.name for one in made.iterdir()] == ["x"]


def test_where_nothing_can_be_written_lookups_are_laid_out_in_memory(
    snapshot: Snapshot, lookups: MonthLookups, tmp_path: Path
) -> None:
    (tmp_path / FOLDER).write_text("no folder", encoding="utf-8")

    found = lookups_of(tmp_path, "a", snapshot)

    assert found.degree.tolist() == lookups.degree.tolist()


def test_what_found_no_room_leaves_nothing_behind(tmp_path: Path) -> None:
    def fails(folder: Path) -> None:
        (folder / "half").touch()
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        kept_folder(tmp_path / "kept", "a", fails, 2)

    assert [one.name for one in (tmp_path / "kept").iterdir()] == ["LOCK"]
