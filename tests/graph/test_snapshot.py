"""The frozen snapshot: codes, aliases, files, digest."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from graph.domain import NodeKind
from graph.errors import IntegrityError
from graph.snapshot import FRAMES, Snapshot
from graph.store.embedded.legal_persons import heads_of
from graph.store.embedded.store import EmbeddedStore
from tests.deliveries import Delivery, plain

DAY = date(2026, 1, 31)


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    store = EmbeddedStore(tmp_path / "home")
    rows: dict[str, list[dict[str, Any]]] = {
        "enterprises": [{"enterprise_id": "U2", "name": "乙"}, {"enterprise_id": "R:n:1", "name": "甲"}],
        "persons": [{"person_id": "P:1"}],
        "places": [{"place_id": "A:1", "address": "x"}],
        "ties": [
            {"tie_id": "t1", "kind": "HOLDS", "source_id": "P:1", "target_id": "U2", "share": 1 / 3},
            {"tie_id": "b1", "kind": "BRANCH_OF", "source_id": "U2", "target_id": "U3"},
            {"tie_id": "b2", "kind": "BRANCH_OF", "source_id": "U2", "target_id": "R:n:1"},
        ],
        "identifiers": [
            {"identifier_key": "i1", "entity_id": "R:n:1", "scheme": "uscc", "value": "U1"},
        ],
    }
    store.load(Delivery(batch="b1", day=DAY, rows=rows).staged(tmp_path))
    return store.freeze(DAY, DAY)


def test_codes_run_through_kinds_and_then_ids(snapshot: Snapshot) -> None:
    assert [snapshot.id_of(code) for code in range(snapshot.nodes)] == ["R:n:1", "U2", "U3", "P:1", "A:1"]
    assert snapshot.node_starts == {
        NodeKind.ENTERPRISE: 0,
        NodeKind.PERSON: 3,
        NodeKind.PLACE: 4,
        NodeKind.CONTACT: 5,
    }
    assert [snapshot.kind_of(code) for code in (2, 3, 4)] == [
        NodeKind.ENTERPRISE,
        NodeKind.PERSON,
        NodeKind.PLACE,
    ]


def test_aliases_stand_for_their_enterprise(snapshot: Snapshot) -> None:
    assert plain(snapshot.aliases) == [{"alias_id": "U1", "enterprise": 0}]
    assert snapshot.enterprise_codes(pa.array(["U1", "U3", "none", None])).tolist() == [0, 2, -1, -1]


def test_shares_are_rounded_before_they_become_short_floats(snapshot: Snapshot) -> None:
    assert snapshot.ties.numbers("share").dtype == np.float32
    assert snapshot.ties.numbers("share")[0] == np.float32(0.333333)


def test_a_written_snapshot_reads_back_with_its_digest(snapshot: Snapshot, tmp_path: Path) -> None:
    digest = snapshot.write(tmp_path / "frozen")
    read = Snapshot.read(tmp_path / "frozen")

    assert read.digest() == digest == snapshot.digest()
    assert (read.as_of, read.known_by) == (DAY, DAY)


def test_both_days_and_every_frame_are_in_the_digest(snapshot: Snapshot) -> None:
    others = [replace(snapshot, as_of=date(2026, 1, 30)), replace(snapshot, known_by=date(2026, 2, 1))]
    for name in FRAMES:
        frame = getattr(snapshot, name)
        others.append(replace(snapshot, **{name: frame.replace(extra=np.zeros(frame.rows))}))

    assert len({snapshot.digest(), *(other.digest() for other in others)}) == 1 + len(others)


@pytest.mark.parametrize("damage", ["missing", "truncated", "other rows", "manifest"])
def test_a_snapshot_that_is_not_whole_is_refused(snapshot: Snapshot, tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "frozen"
    snapshot.write(folder)
    path = folder / ("manifest.json" if damage == "manifest" else "ties.arrow")
    content = path.read_bytes()
    path.unlink()
    if damage == "truncated":
        path.write_bytes(content[:40])
    if damage == "other rows":
        snapshot.ties.take(np.array([0])).write(path)

    with pytest.raises(IntegrityError):
        Snapshot.read(folder)


def test_a_branch_with_two_heads_stays_its_own(snapshot: Snapshot) -> None:
    assert snapshot.enterprises.numbers("legal_person").tolist() == [0, 1, 2]


def test_chains_end_at_the_top_and_cycles_stay_apart() -> None:
    branch, head = np.array([1, 2, 4, 5, 6, 2]), np.array([0, 1, 5, 4, 4, 1])

    top, disputed = heads_of(branch, head, 7)

    assert top.tolist() == [0, 0, 0, 3, 4, 5, 4]
    assert disputed.tolist() == []


def test_a_province_without_enterprises_has_no_heads() -> None:
    nothing = np.zeros(0, dtype=np.int32)

    top, disputed = heads_of(nothing, nothing, 0)

    assert (len(top), len(disputed)) == (0, 0)
