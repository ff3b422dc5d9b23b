"""A stored network gives the receipts of the one that was written, or says what is wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gnn.receipt import raw_parts
from gnn.stored import read_network, write_network
from graph.domain import TieKind
from graph.errors import IntegrityError
from tests.relation_graphs import World
from tests.relation_worlds import Built, random_world


@pytest.mark.parametrize("seed", [3, 14, 15, 92, 65])
def test_a_mapped_network_gives_the_same_bytes_and_receipts(seed: int, tmp_path: Path) -> None:
    built = Built(random_world(seed))
    write_network(built.network, tmp_path / "network")

    mapped = read_network(tmp_path / "network", built.snapshot)

    assert mapped.raw_all().tobytes() == built.network.raw_all().tobytes()
    for unit in range(built.units.count):
        assert raw_parts(mapped, unit) == raw_parts(built.network, unit)


def test_the_same_network_is_the_same_files(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_network(Built(random_world(7)).network, tmp_path / name)
    one = {path.name: path.read_bytes() for path in (tmp_path / "one").iterdir()}
    two = {path.name: path.read_bytes() for path in (tmp_path / "two").iterdir()}
    assert one == two


def test_an_empty_province_is_stored_and_read(tmp_path: Path) -> None:
    built = Built(World())
    write_network(built.network, tmp_path / "network")
    assert read_network(tmp_path / "network", built.snapshot).raw_all().tolist() == []


def test_arrays_of_a_read_network_cannot_be_changed(tmp_path: Path) -> None:
    built = Built(random_world(3))
    write_network(built.network, tmp_path / "network")
    mapped = read_network(tmp_path / "network", built.snapshot)
    with pytest.raises(ValueError, match="read-only"):
        mapped.classes[0] = 1


def test_a_network_written_before_paths_went_over_control_is_read(tmp_path: Path) -> None:
    world = random_world(3)
    built = Built(replace(world, ties=tuple(t for t in world.ties if t.kind is not TieKind.HOLDS)))
    folder = tmp_path / "network"
    write_network(built.network, folder)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    control = [name for name in manifest["arrays"] if name.startswith("control.")]
    for name in control:
        del manifest["arrays"][name]
        (folder / f"{name}.npy").unlink()
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")

    older = read_network(folder, built.snapshot)

    assert control
    assert older.raw_all().tobytes() == built.network.raw_all().tobytes()
    assert raw_parts(older, 0) == raw_parts(built.network, 0)


def test_a_missing_array_is_refused(tmp_path: Path) -> None:
    built = Built(random_world(3))
    write_network(built.network, tmp_path / "network")
    (tmp_path / "network" / "events.record.npy").unlink()
    with pytest.raises(IntegrityError, match="not whole"):
        read_network(tmp_path / "network", built.snapshot)


def test_an_array_of_another_length_is_refused(tmp_path: Path) -> None:
    built = Built(random_world(3))
    write_network(built.network, tmp_path / "network")
    np.save(tmp_path / "network" / "classes.npy", np.zeros(1, np.int8))
    with pytest.raises(IntegrityError, match="classes"):
        read_network(tmp_path / "network", built.snapshot)


def test_another_snapshot_is_refused(tmp_path: Path) -> None:
    built = Built(random_world(3))
    write_network(built.network, tmp_path / "network")
    ties = built.snapshot.ties
    fewer = replace(built.snapshot, ties=ties.take(np.arange(ties.rows - 1)))
    with pytest.raises(IntegrityError, match="another snapshot"):
        read_network(tmp_path / "network", fewer)


def test_serving_a_receipt_never_imports_torch() -> None:
    code = "import sys, gnn.network, gnn.baseline; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
