"""Versions of the embedded store: one writer, free readers, crashes, damage, retention."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from graph.errors import IntegrityError, NotFoundError, StoreBusyError
from graph.store.embedded.folder import GraphFolder
from graph.store.embedded.store import EmbeddedStore
from graph.store.protocol import AsOf, StagedBatch
from tests.deliveries import Delivery

DAY = date(2026, 1, 31)


def delivery(number: int) -> Delivery:
    tie = {"kind": "HOLDS", "source_id": "P:1", "target_id": f"U{number}"}
    return Delivery(
        batch=f"b{number}",
        day=DAY + timedelta(days=number),
        rows={
            "enterprises": [{"enterprise_id": f"U{number}", "name": "甲"}],
            "ties": [{"tie_id": f"t{number}", **tie}, {"tie_id": "t0", **tie, "target_id": "U0"}],
        },
    )


def store_of(home: Path, *numbers: int) -> EmbeddedStore:
    store = EmbeddedStore(home, keep=10)
    for number in numbers:
        store.load(delivery(number).staged(home.parent / "staged"))
    return store


def tree(home: Path) -> dict[str, str]:
    return {
        path.relative_to(home).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(home.rglob("*"))
        if path.is_file()
    }


_WRITER = """
import os, signal, sys
from datetime import date
from pathlib import Path
from graph.store.embedded.store import EmbeddedStore
from graph.store.protocol import StagedBatch

home, folder, batch, day, step = sys.argv[1:]

def die(reached):
    if reached == step:
        os.kill(os.getpid(), signal.SIGKILL)

EmbeddedStore(Path(home), keep=10, checkpoint=die).load(
    StagedBatch(batch=batch, day=date.fromisoformat(day), source="registry", folder=Path(folder), rows={})
)
"""


def run_writer(home: Path, batch: StagedBatch, step: str) -> int:
    arguments = [str(home), str(batch.folder), batch.batch, batch.day.isoformat(), step]
    return subprocess.run(
        [sys.executable, "-c", _WRITER, *arguments], check=False, cwd=Path(__file__).parents[2]
    ).returncode


@pytest.mark.parametrize("step", ["ties", "manifest", "name", "switch"])
def test_a_killed_load_leaves_the_old_version_and_runs_again_to_the_same_bytes(
    tmp_path: Path, step: str
) -> None:
    store_of(tmp_path / "undisturbed" / "home", 1, 2)
    store = store_of(tmp_path / "killed" / "home", 1)
    before = store.freeze(DAY, DAY).digest()

    killed = run_writer(
        tmp_path / "killed" / "home", delivery(2).staged(tmp_path / "killed" / "staged"), step
    )

    assert killed == -9
    assert store.current_version() == "v000001"
    assert EmbeddedStore(tmp_path / "killed" / "home").freeze(DAY, DAY).digest() == before
    store_of(tmp_path / "killed" / "home", 2)
    assert tree(tmp_path / "killed" / "home") == tree(tmp_path / "undisturbed" / "home")


_LIMITED = """
import resource, signal, sys
from datetime import date
from pathlib import Path
from graph.errors import DiskFullError
from graph.store.embedded.store import EmbeddedStore
from graph.store.protocol import StagedBatch

home, folder = sys.argv[1:]
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (700, 700))
try:
    EmbeddedStore(Path(home)).load(
        StagedBatch(batch="b2", day=date(2026, 2, 2), source="registry", folder=Path(folder), rows={})
    )
except DiskFullError:
    sys.exit(7)
"""


def test_a_full_disk_is_reported_and_leaves_the_old_version(tmp_path: Path) -> None:
    store = store_of(tmp_path / "home", 1)
    before = tree(tmp_path / "home")
    folder = delivery(2).staged(tmp_path / "staged").folder

    code = subprocess.run(
        [sys.executable, "-c", _LIMITED, str(tmp_path / "home"), str(folder)],
        check=False,
        cwd=Path(__file__).parents[2],
    ).returncode

    assert code == 7
    assert tree(tmp_path / "home") == before
    store.verify()


def test_a_second_writer_is_told_that_the_store_is_busy(tmp_path: Path) -> None:
    store = store_of(tmp_path / "home", 1)

    with GraphFolder(tmp_path / "home" / "graph").writing(), pytest.raises(StoreBusyError, match="writing"):
        store.load(delivery(2).staged(tmp_path))
    store.load(delivery(2).staged(tmp_path / "again"))
    assert store.current_version() == "v000002"


def test_readers_follow_the_switch_without_waiting(tmp_path: Path) -> None:
    reader = store_of(tmp_path / "home", 1)
    at = AsOf(day=DAY + timedelta(days=9), known_by=DAY + timedelta(days=9))
    assert reader.find("U2", at) is None

    with GraphFolder(tmp_path / "home" / "graph").writing():
        assert reader.find("U1", at) is not None
    store_of(tmp_path / "home", 2)

    assert reader.find("U2", at) is not None


def test_a_version_in_use_or_pinned_is_never_removed(tmp_path: Path) -> None:
    store = store_of(tmp_path / "home", 1)
    store.pin("v000001", "2026-01/r001")
    store_of(tmp_path / "home", 2)
    reader = EmbeddedStore(tmp_path / "home")
    assert reader.version() is not None
    store = store_of(tmp_path / "home", 3, 4)

    assert store.prune(keep=1) == ["v000003"]
    store.unpin("2026-01/r001")
    assert store.prune(keep=1) == ["v000001"]
    held = reader.version()
    assert held is not None
    assert held.name == "v000004"
    with pytest.raises(NotFoundError):
        store.pin("v000001", "2026-02/r001")


def test_texts_of_all_rows_of_one_segment_are_the_mapped_column_itself(tmp_path: Path) -> None:
    version = store_of(tmp_path / "home" / "graph", 1).version()
    assert version is not None
    stored, every = version.column("ties", "role"), np.arange(version.rows("ties"))

    whole, some = version.take_all("ties", ("role",), every)[0], version.take("ties", "role", every[:1])

    assert isinstance(stored, pa.LargeStringArray)
    assert whole is stored
    assert some is not stored


def test_a_load_keeps_as_many_versions_as_asked(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path / "home", keep=2)
    for number in range(1, 6):
        store.load(delivery(number).staged(tmp_path))

    versions = GraphFolder(tmp_path / "home" / "graph").versions()
    assert versions == ["v000004", "v000005"]


@pytest.mark.parametrize("change", ["missing", "truncated"])
def test_a_damaged_file_is_named_on_open(tmp_path: Path, change: str) -> None:
    store_of(tmp_path / "home", 1)
    path = tmp_path / "home" / "graph" / "v000001" / "tables" / "ties-000001.arrow"
    content = path.read_bytes()
    path.unlink()
    if change == "truncated":
        path.write_bytes(content[:-10])

    with pytest.raises(IntegrityError, match=r"ties-000001\.arrow"):
        EmbeddedStore(tmp_path / "home").freeze(DAY, DAY)


def test_verify_finds_a_changed_byte(tmp_path: Path) -> None:
    store = store_of(tmp_path / "home", 1)
    path = tmp_path / "home" / "graph" / "v000001" / "csr" / "ties.entry.npy"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)

    with pytest.raises(IntegrityError, match=r"ties\.entry\.npy"):
        store.verify()


def test_an_unreadable_current_is_damage(tmp_path: Path) -> None:
    store_of(tmp_path / "home", 1)
    (tmp_path / "home" / "graph" / "CURRENT").write_text("garbage\n", encoding="utf-8")

    with pytest.raises(IntegrityError, match="CURRENT"):
        EmbeddedStore(tmp_path / "home").state()


def test_many_small_batches_are_written_together(tmp_path: Path) -> None:
    store = EmbeddedStore(tmp_path / "home")
    for number in range(1, 28):
        store.load(delivery(number).staged(tmp_path))

    version = store.version()
    assert version is not None
    assert len(version.manifest["tables"]["ties"]) == 3
    last = DAY + timedelta(days=30)
    assert store.freeze(last, last).ties.rows == 28
    store.verify()
