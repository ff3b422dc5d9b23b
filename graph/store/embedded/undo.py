"""Taking a batch out: the version before it, and every later batch loaded again on top.

What a later batch meant depends on what the store held (rows that confirmed the batch added
nothing, a complete delivery closed what the batch had brought), so later batches are loaded
again from their staged rows by the loader itself. The version with the batch stays, pinned:
days of knowledge before the undo are read from it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from graph.arrays import Frame
from graph.disk import disk_full_as_error
from graph.errors import InputError, NotFoundError, StoreError
from graph.store.embedded.folder import Checkpoint, GraphFolder, link_file, version_name
from graph.store.embedded.indexing import write_index
from graph.store.embedded.layout import STORED
from graph.store.embedded.load import write_version
from graph.store.embedded.segments import (
    MANIFEST,
    UNDONE,
    LoadedBatch,
    Version,
    file_hash,
    open_current,
)
from graph.store.protocol import StagedBatch, Undo, UndoneBatch


def undo_batch(
    graph: GraphFolder, undo: Undo, later: Sequence[StagedBatch], checkpoint: Checkpoint
) -> UndoneBatch:
    """Publish a version without a batch (the caller holds the writer's lock).

    Raises
    ------
    NotFoundError
        If the version in force does not hold the batch.
    StoreError
        If ``later`` are not the batches loaded after it.
    InputError
        If an earlier undo has a later day.
    DiskFullError
        If no space is left; the version in force is untouched.
    """
    version = open_current(graph)
    try:
        done = undone_already(undo, version)
        if done is not None:
            return done
        held, place = check_undo(version, undo, later)
        with disk_full_as_error("the undo", graph.root):
            graph.pin(held.name, f"undo:{undo.batch}:{undo.day.isoformat()}")
            return _written(graph, held, undo, place, later, checkpoint)
    finally:
        if version is not None:
            version.close()


def undone_already(undo: Undo, version: Version | None) -> UndoneBatch | None:
    """The same undo if it is done and the batch was not loaded again since."""
    if version is None or undo.batch in {loaded.batch for loaded in version.batches}:
        return None
    return next((one for one in version.undone if one.undo == undo), None)


def check_undo(version: Version | None, undo: Undo, later: Sequence[StagedBatch]) -> tuple[Version, int]:
    """Check that a batch can be undone.

    Returns
    -------
    Version
    int
        Place of the batch among those of the version, from 0.

    Raises
    ------
    NotFoundError
        If the version does not hold the batch.
    InputError
        If an earlier undo has a later day.
    StoreError
        If ``later`` are not the batches loaded after it.
    """
    held = () if version is None else version.batches
    place = place_to_undo(held, () if version is None else version.undone, undo, later)
    if version is None:
        raise _not_held(undo)
    return version, place


def place_to_undo(
    batches: Sequence[LoadedBatch],
    undone: Sequence[UndoneBatch],
    undo: Undo,
    later: Sequence[StagedBatch],
) -> int:
    """Place of the batch to undo, from 0, among those that a store holds; raises as ``check_undo``."""
    held = [loaded.batch for loaded in batches]
    if undo.batch not in held:
        raise _not_held(undo)
    last = max((one.undo.day for one in undone), default=undo.day)
    if undo.day < last:
        raise InputError(
            f"undo: expected a day that is not before the last undo's ({last}), got {undo.day}", day=undo.day
        )
    place = held.index(undo.batch)
    given = [batch.batch for batch in later]
    if given != held[place + 1 :]:
        raise StoreError(
            f"undo: expected the staged rows of the {len(held) - place - 1} later batches, "
            f"{held[place + 1 :]}, got {given}"
        )
    return place


def _not_held(undo: Undo) -> NotFoundError:
    return NotFoundError(f"undo: expected a batch that the store holds, got {undo.batch}")


def _written(
    graph: GraphFolder,
    version: Version,
    undo: Undo,
    place: int,
    later: Sequence[StagedBatch],
    checkpoint: Checkpoint,
) -> UndoneBatch:
    number = int(version.name[1:]) + 1
    loaded = version.batches[place]
    entry = UndoneBatch(undo=undo, day=loaded.day, source=loaded.source, before=version.name)
    folders: list[Path] = []
    last = graph.start(number)
    try:
        for step in range(len(later)):
            folders.append(graph.root / f".undo-{step:06d}")
            folders[-1].mkdir()
        folders.append(last)
        checkpoint("base")
        undone = [*version.manifest.get(UNDONE, ()), undone_entry(entry)]
        before = write_base(folders[0], version, place, number, undone)
        for step, batch in enumerate(later):
            checkpoint(f"again {step}")
            write_version(folders[step + 1], before, batch, version_name(number), lambda name: None)
            before = _read(folders[step + 1])
        graph.publish(last, checkpoint)
    finally:
        for folder in {*folders, last}:
            graph.discard(folder)
    return entry


def _read(folder: Path) -> Version:
    return Version(folder, json.loads((folder / MANIFEST).read_text(encoding="utf-8")))


def write_base(
    folder: Path, version: Version, place: int, number: int, undone: Sequence[dict[str, Any]]
) -> Version:
    """Fill a folder with the rows of the batches before ``place``; returns that version.

    Ids keep their slots, also those that only later rows name: nothing known names them then.
    Files get names of their own, as a batch that is loaded again writes files of its number.

    Parameters
    ----------
    folder : Path
    version : Version
    place, number : int
        Batches that stay, and number of the version.
    undone : sequence of dict
        Entries of its manifest for batches that were undone.
    """
    manifest: dict[str, Any] = {
        "version": version_name(number),
        "batches": version.manifest["batches"][:place],
        UNDONE: list(undone),
        "tables": {},
        "ids": {},
        "files": {},
    }
    for part in ("ids", "tables"):
        (folder / part).mkdir()
        for name, files in version.manifest[part].items():
            for count, file in enumerate(files):
                target = f"{part}/{name}-before-{number:06d}-{count:03d}.arrow"
                kept = _kept_rows(version.folder / file, place) if part == "tables" else True
                if kept is None:
                    continue
                if isinstance(kept, Frame):
                    kept.write(folder / target)
                    size, digest = (folder / target).stat().st_size, file_hash(folder / target)
                    manifest["files"][target] = {"bytes": size, "sha256": digest}
                else:
                    link_file(version.folder / file, folder / target)
                    manifest["files"][target] = version.manifest["files"][file]
                manifest[part].setdefault(name, []).append(target)
    base = Version(folder, manifest)
    write_index(base, None)
    for path in sorted((folder / "csr").iterdir()) if (folder / "csr").is_dir() else ():
        relative = path.relative_to(folder).as_posix()
        manifest["files"][relative] = {"bytes": path.stat().st_size, "sha256": file_hash(path)}
    manifest["rows"] = {table: base.rows(table) for table in STORED}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return base


def _kept_rows(path: Path, place: int) -> Frame | bool | None:
    """Rows of a segment up to a batch number; True for all of them, None for none."""
    frame = Frame.read(path)
    kept = frame.numbers("batch_seq") <= place
    if kept.all():
        return True
    return frame.take(kept) if kept.any() else None


def undone_entry(one: UndoneBatch) -> dict[str, Any]:
    """Form of an undone batch in a manifest; ``segments`` reads it."""
    said = {**asdict(one.undo), "day": one.undo.day.isoformat()}
    return {"undo": said, "day": one.day.isoformat(), "source": one.source, "before": one.before}


def version_known_by(version: Version, known_by: date) -> str | None:
    """Name of the version that a day of knowledge is read from, None for this one itself."""
    return next((one.before for one in version.undone if known_by < one.undo.day), None)
