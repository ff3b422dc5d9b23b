"""Folders of exports: names come from us only, a file is there when whole, leavings go."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from api.exports.folder import ExportFolder, file_sha256, new_id
from graph.errors import NotFoundError

ATTACKS = (
    "..",
    "../../state.db",
    "%2e%2e%2fstate.db",
    "/etc/passwd",
    "",
    ".",
    "a" * 32 + "/..",
    "A" * 32,
    "0" * 31,
    "0" * 33,
    "0" * 31 + "\n",
    "workers.lock",
)


@pytest.mark.parametrize("identifier", ATTACKS)
def test_an_id_that_is_none_never_becomes_a_path(tmp_path: Path, identifier: str) -> None:
    folder = ExportFolder(tmp_path)
    (tmp_path / "state.db").write_text("secret", encoding="utf-8")

    for act in (folder.file, folder.begin, folder.delete, folder.keep):
        with pytest.raises(NotFoundError):
            act(identifier)

    assert (tmp_path / "state.db").read_text(encoding="utf-8") == "secret"


def test_a_file_is_there_only_when_it_is_whole(tmp_path: Path) -> None:
    folder, identifier = ExportFolder(tmp_path), new_id()
    partial = folder.begin(identifier)
    partial.write_bytes(b"half")

    with pytest.raises(NotFoundError):
        folder.file(identifier)
    folder.keep(identifier)

    assert folder.file(identifier).read_bytes() == b"half"
    assert not partial.exists()


def test_others_cannot_read_a_file(tmp_path: Path) -> None:
    folder, identifier = ExportFolder(tmp_path), new_id()
    folder.begin(identifier).write_bytes(b"x")
    folder.keep(identifier)

    path = folder.file(identifier)
    assert [os.stat(one).st_mode & 0o077 for one in (path, path.parent, path.parent.parent)] == [0, 0, 0]


def test_leavings_are_swept_and_what_is_wanted_stays(tmp_path: Path) -> None:
    folder, kept, left = ExportFolder(tmp_path), new_id(), new_id()
    for identifier in (kept, left):
        folder.begin(identifier).write_bytes(b"x")
    (tmp_path / "exports" / "note.txt").write_text("not ours", encoding="utf-8")

    folder.sweep({kept})

    names = {path.name for path in (tmp_path / "exports").iterdir()}
    assert names == {kept, "note.txt"}


def test_ids_are_not_to_be_guessed() -> None:
    assert len({new_id() for _ in range(100)}) == 100


def test_the_hash_is_of_the_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")

    assert file_sha256(tmp_path / "a").startswith("ba7816bf8f01cfea414140de5dae2223")
