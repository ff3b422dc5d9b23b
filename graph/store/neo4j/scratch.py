"""A scratch version: rows of the database in the layout of the embedded store.

Freezing and loading work on it with the embedded store's own code, so the rules of time,
identity and closing have one home (ADR 0018). It is read once and removed.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from graph.arrays import Column, Frame, large_text
from graph.errors import IntegrityError
from graph.store.embedded.columns import Numbers, concat
from graph.store.embedded.folder import version_name
from graph.store.embedded.indexing import write_index
from graph.store.embedded.layout import ALIAS, NODES, STORED, StoredTable
from graph.store.embedded.segments import MANIFEST, LoadedBatch, Version, file_hash
from graph.store.embedded.staged import alias_ids
from graph.store.embedded.text_order import distinct_keys
from graph.store.neo4j.spaces import IdSpace


@contextmanager
def scratch_folder(home: Path) -> Iterator[Path]:
    """Folder below ``home/neo4j-scratch`` for the length of a block.

    A folder that is in use is locked by its process; those of killed ones are removed here.
    """
    root = home / "neo4j-scratch"
    root.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        with _locked(root):
            for left in root.iterdir():
                _remove_abandoned(left)
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=root)))
            stack.enter_context(_locked(folder))
        yield folder


@contextmanager
def _locked(folder: Path, *, wait: bool = True) -> Iterator[None]:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)


def _remove_abandoned(folder: Path) -> None:
    # A process that ends takes its own folder away meanwhile.
    with suppress(BlockingIOError, FileNotFoundError), _locked(folder, wait=False):
        shutil.rmtree(folder, ignore_errors=True)


class ScratchVersion:
    """Writes a version folder table by table, so that only one table is in memory.

    Parameters
    ----------
    folder : Path
        Made here.
    batches : sequence of LoadedBatch
        Published batches, in load order.
    name : str, optional
        Name of the version, that of its number of batches by default.
    """

    def __init__(self, folder: Path, batches: Sequence[LoadedBatch], name: str | None = None) -> None:
        self._folder = folder
        for part in ("ids", "tables"):
            (folder / part).mkdir(parents=True)
        self._spaces: dict[str, IdSpace] = {}
        self._manifest: dict[str, Any] = {
            "version": name or version_name(len(batches)),
            "batches": [
                {"batch": loaded.batch, "day": loaded.day.isoformat(), "source": loaded.source}
                for loaded in batches
            ],
            "tables": {},
            "ids": {},
            "files": {},
        }

    def add_space(self, name: str, space: IdSpace) -> None:
        """Write the ids of the space nodes or records; before the tables that refer to it."""
        self._spaces[name] = space
        if len(space.texts):
            self._write("ids", name, Frame({"id": space.texts}))

    def add_table(self, table: str, parts: list[Frame]) -> int:
        """Write the versions of one table, each once.

        Parameters
        ----------
        table : str
        parts : list of Frame
            Rows of pages; a row may be there twice, as a load may move it between reads. The
            list is emptied, and its columns go one by one, so that the rows are in memory once.

        Returns
        -------
        int
            Number of versions.
        """
        stored = STORED[table]
        held = [dict(part) for part in parts if part.rows]
        parts.clear()
        if not held:
            return 0
        fact = self._fact_places(stored, [part.pop("fact") for part in held])
        order = _order(fact, _joined(held, "known_on"), _joined(held, "batch_seq"))
        columns: dict[str, Column] = {"fact": fact}
        for name in list(held[0]):
            pages = [part.pop(name) for part in held]
            if name in stored.references:
                pages = [self._places(stored, name, page) for page in pages]
            columns[name] = concat(pages)
        if table == "identifiers":
            texts = {name: pa.chunked_array([columns[name]]) for name in ("scheme", "value", "node")}
            columns[ALIAS] = self._spaces[NODES].found(alias_ids(texts), table)
        rows = Frame(columns)
        rows = rows if order is None else rows.take(order)
        self._write("tables", table, rows)
        return rows.rows

    def finish(self, *, reads: bool = False) -> Version:
        """Write the index arrays, with ``reads`` also those of interactive reads; returns the version."""
        version = Version(self._folder, self._manifest)
        write_index(version, None, reads=reads)
        self._manifest["rows"] = {table: version.rows(table) for table in STORED}
        return version

    def declare(self) -> None:
        """Write the manifest with size and sha256 of every file, as the embedded store opens it."""
        for path in sorted(path for part in ("ids", "tables", "csr") for path in self._in(part)):
            relative = path.relative_to(self._folder).as_posix()
            self._manifest["files"][relative] = {"bytes": path.stat().st_size, "sha256": file_hash(path)}
        text = json.dumps(self._manifest, indent=1, sort_keys=True) + "\n"
        (self._folder / MANIFEST).write_text(text, encoding="utf-8")

    def _in(self, part: str) -> Iterator[Path]:
        return (self._folder / part).iterdir()

    def _write(self, part: str, name: str, frame: Frame) -> None:
        relative = f"{part}/{name}-000000.arrow"
        frame.write(self._folder / relative)
        self._manifest[part][name] = [relative]
        self._manifest["files"][relative] = {"bytes": 0, "sha256": ""}

    def _places(self, stored: StoredTable, name: str, column: Column) -> Numbers:
        space = self._spaces[stored.references[name]]
        if isinstance(column, np.ndarray):
            return space.places(column, stored.name)
        return space.found(column, stored.name)

    def _fact_places(self, stored: StoredTable, facts: Sequence[Column]) -> Numbers:
        """Scratch slots of the keys; a space of its own is numbered as its keys occur."""
        space = self._spaces.get(stored.space)
        if space is not None:
            return np.concatenate(
                [
                    space.places(fact, stored.name)
                    if isinstance(fact, np.ndarray)
                    else space.found(fact, stored.name)
                    for fact in facts
                ]
            )
        texts = [fact for fact in facts if not isinstance(fact, np.ndarray)]
        words, codes = distinct_keys(pa.chunked_array(texts, pa.large_string()))
        self._write("ids", stored.space, Frame({"id": large_text(words)}))
        return codes.astype("<i4")


def _joined(parts: Sequence[Mapping[str, Column]], name: str) -> Numbers:
    return np.concatenate([part[name] for part in parts])


def _order(fact: Numbers, known_on: Numbers, sequence: Numbers) -> Numbers | None:
    """Rows such that each version is there once and those of one day lie in load order.

    Rows stay in the order of their ids, in which they are frozen; None if nothing moves.
    """
    several = np.flatnonzero(np.bincount(fact)[fact] > 1)
    order = several[np.lexsort((several, sequence[several], known_on[several], fact[several]))]
    same_day = (fact[order[1:]] == fact[order[:-1]]) & (known_on[order[1:]] == known_on[order[:-1]])
    if not same_day.any():
        return None
    group = np.r_[0, np.cumsum(~same_day)]
    places = order[np.lexsort((order, group))]
    moved = np.arange(len(fact))
    moved[places] = order
    kept = np.ones(len(fact), dtype=bool)
    kept[places[1:][same_day & (sequence[order[1:]] == sequence[order[:-1]])]] = False
    return moved[kept]


def read_version(folder: Path) -> Version:
    """Version of a scratch folder that the embedded loader filled."""
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return Version(folder, manifest)


def check_rows(expected: Mapping[str, int], found: Mapping[str, int]) -> None:
    """Compare the versions of each table with what the store says it has.

    Raises
    ------
    IntegrityError
        If a table lacks versions, or has more.
    """
    for table, rows in expected.items():
        if found.get(table, 0) != rows:
            raise IntegrityError(
                f"{table}: expected {rows} stored versions, got {found.get(table, 0)}; the database "
                "was changed by other hands: say guanlian neo4j verify, then restore it",
                table=table,
                expected=rows,
                got=found.get(table, 0),
            )
