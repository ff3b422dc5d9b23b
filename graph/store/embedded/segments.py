"""An opened version: mapped segments of every table, id spaces and index arrays.

Global row numbers run through the segments of a table in load order, slots through the
chunks of an id space; both stay what they are in every later version.
"""

from __future__ import annotations

import hashlib
import json
import os
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from pathlib import Path
from typing import Any
from weakref import finalize

import numpy as np
import pyarrow as pa

from graph.arrays import Column, Frame
from graph.errors import IntegrityError, NotFoundError
from graph.mapped import mapped
from graph.sorted_texts import cells_of
from graph.store.embedded.columns import Numbers, concat, empty_column, take_text
from graph.store.embedded.folder import GraphFolder, link_file
from graph.store.embedded.layout import NODES, STORED
from graph.store.embedded.split_rows import numbers_at, split, texts_at
from graph.store.protocol import Undo, UndoneBatch

MANIFEST = "manifest.json"
UNDONE = "undone"
"""Key of a manifest that lists what was undone, in the order in which it was; absent if nothing was."""
_VERSION_DTYPES = {"known_on": "<i4", "basis": "<i1", "batch_seq": "<i4", "alias": "<i4"}


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedBatch:
    """One batch of a version; its sequence number is its place in the list, from 1."""

    batch: str
    day: date
    source: str


class Version:
    """Segments, ids and index arrays of one version folder.

    Parameters
    ----------
    folder : Path
    manifest : dict
    lock : int or None
        Descriptor of the reader's lock, closed with this object or by ``close``; the
        version is not pruned before. None for the folder that a writer is filling.
    """

    def __init__(self, folder: Path, manifest: dict[str, Any], lock: int | None = None) -> None:
        self.folder = folder
        self.manifest = manifest
        self._release = finalize(self, os.close, lock) if lock is not None else None
        self.batches = tuple(
            LoadedBatch(batch=row["batch"], day=date.fromisoformat(row["day"]), source=row["source"])
            for row in manifest["batches"]
        )
        self.undone = tuple(undone_batch(entry) for entry in manifest.get(UNDONE, ()))
        self._segments = {
            table: [Frame.read(folder / file) for file in files]
            for table, files in manifest["tables"].items()
        }
        self.ids: dict[str, pa.ChunkedArray] = {
            space: pa.chunked_array(
                [Frame.read(folder / file).text("id") for file in files], pa.large_string()
            )
            for space, files in manifest["ids"].items()
        }
        self._bounds = {
            table: [0, *accumulate(frame.rows for frame in frames)]
            for table, frames in self._segments.items()
        }
        chunks = self.ids[NODES].chunks if NODES in self.ids else []
        self._node_ids = [cells_of(chunk) for chunk in chunks]
        self._node_starts = [0, *np.cumsum([len(chunk) for chunk in chunks]).tolist()]
        self._index: dict[str, Numbers] = {}
        self._mapped: dict[str, Frame] = {}

    @property
    def name(self) -> str:
        """Name of the version, such as v000012."""
        return str(self.manifest["version"])

    def rows(self, table: str) -> int:
        """Number of stored versions of a table."""
        return self._bounds[table][-1] if table in self._bounds else 0

    def column(self, table: str, name: str) -> Column:
        """Whole column, mapped if the table has one segment and copied otherwise."""
        parts = [frame[name] for frame in self._segments.get(table, ())]
        if not parts:
            return _empty(table, name)
        return concat(parts)

    def parts(self, table: str, names: Iterable[str]) -> Iterator[Column]:
        """Columns as they are mapped, segment by segment."""
        for name in names:
            yield from (frame[name] for frame in self._segments.get(table, ()))

    def numbers(self, table: str, name: str) -> Numbers:
        """Whole numeric column."""
        column = self.column(table, name)
        if not isinstance(column, np.ndarray):
            raise TypeError(f"{table}.{name} is text")
        return column

    def take(self, table: str, name: str, rows: Numbers) -> Column:
        """Values of a column at global rows, in their order, touching only those."""
        return self.take_all(table, (name,), rows)[0]

    def take_all(self, table: str, names: Sequence[str], rows: Numbers) -> list[Column]:
        """Values of several columns at global rows; where the rows lie is found once."""
        frames = self._segments.get(table, [])
        if not frames or len(rows) == 0:
            return [_empty(table, name) for name in names]
        where = split(self._bounds[table], rows)
        found: list[Column] = []
        for name in names:
            if isinstance(frames[0][name], np.ndarray):
                found.append(numbers_at([frame.numbers(name) for frame in frames], where))
            elif len(frames) == 1:
                # Of all rows in their order it is the mapped column itself: a freeze copies none.
                found.append(take_text([frames[0].text(name)], rows))
            else:
                found.append(texts_at([frame.text(name) for frame in frames], where))
        return found

    def frame(self, table: str, rows: Numbers, names: tuple[str, ...]) -> Frame:
        """Some columns of some global rows, in their order."""
        return Frame(dict(zip(names, self.take_all(table, names, rows), strict=True)))

    def slots(self, space: str) -> int:
        """Number of ids of a space."""
        return len(self.ids[space]) if space in self.ids else 0

    def id_texts(self, space: str, slots: Numbers) -> pa.LargeStringArray:
        """Ids of slots, in their order."""
        if len(slots) == 0:
            return pa.array([], pa.large_string())
        return take_text(self.ids[space].chunks, slots)

    def node_id(self, slot: int) -> bytes:
        """Id of one node slot as its bytes; a search asks for one after the other."""
        chunk = bisect_right(self._node_starts, slot) - 1
        bounds, texts = self._node_ids[chunk]
        place = slot - self._node_starts[chunk]
        return bytes(texts[bounds[place] : bounds[place + 1]])

    def index(self, name: str) -> Numbers:
        """Index array written with this version, mapped."""
        if name not in self._index:
            self._index[name] = mapped(self.folder / "csr" / f"{name}.npy")
        return self._index[name]

    def mapped_frame(self, path: str) -> Frame:
        """Frame of a file of this version, mapped once."""
        if path not in self._mapped:
            self._mapped[path] = Frame.read(self.folder / path)
        return self._mapped[path]

    def verify(self) -> None:
        """Compare the sha256 of every file with the manifest.

        Raises
        ------
        IntegrityError
            On the first file that differs.
        """
        for path, expected in self.manifest["files"].items():
            if file_hash(self.folder / path) != expected["sha256"]:
                raise IntegrityError(f"{self.name}/{path}: bytes differ from the manifest", file=path)

    def close(self) -> None:
        """Let the version be pruned; mapped columns that are in use stay valid."""
        if self._release is not None:
            self._release()


def open_version(graph: GraphFolder, name: str) -> Version:
    """A version by its name; it is not pruned while it is open.

    Raises
    ------
    NotFoundError
        If it is not there.
    IntegrityError
        If the manifest or a file is missing or of another size.
    """
    return _open(graph, name)


def link_version(graph: GraphFolder, name: str, folder: Path) -> None:
    """Fill a folder with the files of a version, so that it stands without the other versions.

    Parameters
    ----------
    graph : GraphFolder
    name : str
    folder : Path
        Empty but for its lock.

    Raises
    ------
    NotFoundError
        If the version is not there.
    """
    version = open_version(graph, name)
    try:
        for path in version.manifest["files"]:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            link_file(version.folder / path, folder / path)
        told = {part: value for part, value in version.manifest.items() if part != UNDONE}
        (folder / MANIFEST).write_text(json.dumps(told, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    finally:
        version.close()


def undone_batch(entry: dict[str, Any]) -> UndoneBatch:
    """Undone batch of an entry of a manifest."""
    said = {**entry["undo"], "day": date.fromisoformat(entry["undo"]["day"])}
    return UndoneBatch(
        undo=Undo(**said),
        day=date.fromisoformat(entry["day"]),
        source=entry["source"],
        before=entry["before"],
    )


def open_current(graph: GraphFolder) -> Version | None:
    """Version in force, None before the first load; a switch in between is followed.

    Raises
    ------
    IntegrityError
        If the manifest or a file is missing, or a file has another size than declared;
        the message names the file.
    """
    while True:
        name = graph.current()
        if name is None:
            return None
        try:
            return _open(graph, name)
        except NotFoundError:
            if graph.current() == name:
                raise IntegrityError(f"CURRENT names {name}, which is not there") from None


def _open(graph: GraphFolder, name: str) -> Version:
    folder = graph.root / name
    lock = graph.hold(name)
    try:
        manifest = _read_manifest(folder)
        for path, expected in manifest["files"].items():
            _check_size(folder, path, expected["bytes"])
        return Version(folder, manifest, lock)
    except (OSError, ValueError) as error:
        os.close(lock)
        raise IntegrityError(f"{name} cannot be mapped: {error}") from error
    except IntegrityError:
        os.close(lock)
        raise


def file_hash(path: Path) -> str:
    """Sha256 of a file's bytes."""
    with open(path, "rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _read_manifest(folder: Path) -> dict[str, Any]:
    try:
        loaded: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise IntegrityError(f"{folder.name}/{MANIFEST} cannot be read: {error}") from error
    return loaded


def _check_size(folder: Path, path: str, expected: int) -> None:
    try:
        got = (folder / path).stat().st_size
    except FileNotFoundError as error:
        raise IntegrityError(f"{folder.name}/{path} is missing", file=path) from error
    if got != expected:
        raise IntegrityError(f"{folder.name}/{path}: expected {expected} bytes, got {got}", file=path)


def _empty(table: str, name: str) -> Column:
    if name in _VERSION_DTYPES:
        return np.zeros(0, dtype=_VERSION_DTYPES[name])
    return empty_column(STORED[table], name)
