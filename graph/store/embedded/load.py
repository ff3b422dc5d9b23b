"""Loading a staged batch as one new version: resolve ids, merge, close, index, publish."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from graph.arrays import Frame
from graph.disk import disk_full_as_error
from graph.domain import DAY_OPEN
from graph.store.embedded.closing import closing_rows, with_linked
from graph.store.embedded.columns import Numbers, concat_frames
from graph.store.embedded.folder import Checkpoint, GraphFolder, link_file, version_name
from graph.store.embedded.guard import LivingTies, check_ties
from graph.store.embedded.indexing import write_index
from graph.store.embedded.layout import ALIAS, NODE_TABLES, NODES, STORED, StoredTable
from graph.store.embedded.load_reports import keep_report, report_again
from graph.store.embedded.merge import merge
from graph.store.embedded.segments import MANIFEST, UNDONE, Version, file_hash, open_current
from graph.store.embedded.staged import ResolvedIds, read_incoming, refused_keys, resolve_ids
from graph.store.embedded.text_order import positions_of
from graph.store.protocol import LoadReport, Ready, StagedBatch, load_now

_MOST_SEGMENTS = 24
"""A table with more segments than this is written as one (bounds open files, not results)."""


def load_batch(
    graph: GraphFolder, batch: StagedBatch, checkpoint: Checkpoint, ready: Ready = load_now
) -> LoadReport:
    """Add a batch as one new version (the caller holds the writer's lock).

    Raises
    ------
    LoadGuardError
        If it ends or changes more ties than its guard allows; nothing is written.
    DiskFullError
        If no space is left; the version in force is untouched.
    """
    version = open_current(graph)
    try:
        if version is not None and batch.batch in {loaded.batch for loaded in version.batches}:
            return report_again(batch, version.name)
        number = int(version.name[1:]) + 1 if version is not None else 1
        with disk_full_as_error("the load", graph.root):
            folder = graph.start(number)
            try:
                report = write_version(folder, version, batch, version_name(number), checkpoint)
                ready()
                keep_report(batch, report)
                graph.publish(folder, checkpoint)
            finally:
                graph.discard(folder)
        return report
    finally:
        if version is not None:
            version.close()


def write_version(
    folder: Path,
    before: Version | None,
    batch: StagedBatch,
    name: str,
    checkpoint: Checkpoint,
    living: LivingTies | None = None,
) -> LoadReport:
    """Fill an empty folder with the version that a batch makes of the one before it.

    Parameters
    ----------
    folder : Path
    before : Version or None
        None where nothing was loaded yet; it may hold no more than the facts that the batch
        touches, then so does the new version.
    batch : StagedBatch
    name : str
        Name of the new version.
    checkpoint : Checkpoint
    living : callable, optional
        Living ties of the whole store, for a ``before`` that holds no more than the touched ones.

    Raises
    ------
    LoadGuardError
        If the batch ends or changes more ties than its guard allows.
    """
    return _Writer(folder, before, batch, name, checkpoint, living).write()


class _Writer:
    """Fills the working folder of one version."""

    def __init__(
        self,
        folder: Path,
        before: Version | None,
        batch: StagedBatch,
        name: str,
        checkpoint: Checkpoint,
        living: LivingTies | None,
    ) -> None:
        self.folder = folder
        self.living = living
        self.before = before
        self.batch = batch
        self.checkpoint = checkpoint
        batches = list(before.manifest["batches"]) if before is not None else []
        batches.append({"batch": batch.batch, "day": batch.day.isoformat(), "source": batch.source})
        self.sequence = len(batches)
        self.manifest: dict[str, Any] = {
            "version": name,
            "batches": batches,
            "tables": {},
            "ids": {},
            "files": {},
        }
        if before is not None and before.undone:
            self.manifest[UNDONE] = before.manifest[UNDONE]
        self.added: dict[str, int] = {}
        self.unchanged: dict[str, int] = {}
        self.closed: dict[str, int] = {}
        self.conflicts: list[tuple[str, int, str]] = []

    def write(self) -> LoadReport:
        self._link_segments()
        self.checkpoint("ids")
        ids = resolve_ids(self.batch, self.before)
        for space, texts in ids.new.items():
            if len(texts):
                self._add_file("ids", space, Frame({"id": texts}))
        for stored in STORED.values():
            self.checkpoint(stored.name)
            self._write_table(stored, ids)
        del ids
        self._compact()
        self.checkpoint("index")
        version = Version(self.folder, self.manifest)
        write_index(version, self.before)
        for path in sorted((self.folder / "csr").iterdir()):
            self._declare(path)
        self.manifest["rows"] = {table: version.rows(table) for table in STORED}
        self.checkpoint("manifest")
        text = json.dumps(self.manifest, indent=1, sort_keys=True) + "\n"
        (self.folder / MANIFEST).write_text(text, encoding="utf-8")
        return LoadReport(
            version=str(self.manifest["version"]),
            added=self.added,
            unchanged=self.unchanged,
            closed=self.closed,
            conflicts=self._named_conflicts(version),
            stubs=self._new_stubs(version),
        )

    def _link_segments(self) -> None:
        for part in ("ids", "tables"):
            (self.folder / part).mkdir()
        if self.before is None:
            return
        for part in ("ids", "tables"):
            for name, files in self.before.manifest[part].items():
                self.manifest[part][name] = list(files)
                for file in files:
                    link_file(self.before.folder / file, self.folder / file)
                    self.manifest["files"][file] = self.before.manifest["files"][file]

    def _add_file(self, part: str, name: str, frame: Frame) -> None:
        path = self.folder / part / f"{name}-{self.sequence:06d}.arrow"
        frame.write(path)
        self.manifest[part].setdefault(name, []).append(self._declare(path))

    def _declare(self, path: Path) -> str:
        relative = path.relative_to(self.folder).as_posix()
        before = None if self.before is None else self.before.folder / relative
        if self.before is not None and before is not None and before.exists() and before.samefile(path):
            self.manifest["files"][relative] = self.before.manifest["files"][relative]
        else:
            self.manifest["files"][relative] = {"bytes": path.stat().st_size, "sha256": file_hash(path)}
        return relative

    def _write_table(self, stored: StoredTable, ids: ResolvedIds) -> None:
        incoming = read_incoming(self.batch, stored, ids)
        if incoming is None:
            return
        known = self.before.slots(stored.space) if self.before is not None else 0
        merged = merge(stored, incoming, self.before, self.batch, known + len(ids.new[stored.space]))
        closed = closing_rows(stored, self._delivered(stored, incoming, ids), self.before, self.batch)
        del incoming
        if stored.name == "ties":
            check_ties(self.batch, self.before, merged.rows, closed, self.living)
        self.added[stored.name] = merged.rows.rows
        self.unchanged[stored.name] = merged.unchanged
        self.closed[stored.name] = closed.rows if closed is not None else 0
        self.conflicts.extend((stored.name, fact, column) for fact, column in merged.conflicts)
        rows = merged.rows if closed is None else concat_frames([merged.rows, closed])
        if rows.rows:
            sequence = np.full(rows.rows, self.sequence, dtype="<i4")
            self._add_file("tables", stored.name, rows.replace(batch_seq=sequence))

    def _delivered(self, stored: StoredTable, incoming: Frame, ids: ResolvedIds) -> Numbers:
        """Slots of the facts that the batch delivered, whatever became of their rows."""
        fact = incoming.numbers("fact")
        if self.before is None or not self.batch.full:
            return fact
        refused = refused_keys(self.batch, stored.table)
        if len(refused) and stored.space in self.before.ids:
            held = positions_of(refused, self.before.ids[stored.space])
            fact = np.concatenate([fact, held[held >= 0].astype(fact.dtype)])
        if stored.name != "enterprises":
            return fact
        none = np.zeros(0, dtype=np.int32)
        entity = ids.slots.get(("identifiers", "entity_id"), none)
        return with_linked(fact, self.before, self.batch, entity, ids.slots.get(("identifiers", ALIAS), none))

    def _compact(self) -> None:
        for part in ("ids", "tables"):
            for name, files in self.manifest[part].items():
                if len(files) <= _MOST_SEGMENTS:
                    continue
                frame = concat_frames([Frame.read(self.folder / file) for file in files])
                path = self.folder / part / f"{name}-to-{self.sequence:06d}.arrow"
                frame.write(path)
                for file in files:
                    (self.folder / file).unlink()
                    del self.manifest["files"][file]
                self.manifest[part][name] = [self._declare(path)]

    def _named_conflicts(self, version: Version) -> tuple[tuple[str, str, str], ...]:
        return tuple(
            (table, str(version.id_texts(STORED[table].space, np.array([fact]))[0]), column)
            for table, fact, column in self.conflicts
        )

    def _new_stubs(self, version: Version) -> int:
        """Nodes that this batch named first and that no delivery has described."""
        named = version.index("nodes.first") != DAY_OPEN if version.slots(NODES) else np.zeros(0, dtype=bool)
        described = np.zeros(version.slots(NODES), dtype=bool)
        for table in NODE_TABLES:
            described[version.numbers(table, "fact")] = True
        if version.rows("identifiers"):
            # An id that stands for a described one is no stub: it is another name of it.
            entity, alias = version.numbers("identifiers", "entity_id"), version.numbers("identifiers", ALIAS)
            entity, alias = entity[alias >= 0], alias[alias >= 0]
            for _ in range(2):  # a registration number stands for a key, the key for a credit code
                described[alias] |= described[entity]
                described[entity] |= described[alias]
        known = self.before.slots(NODES) if self.before is not None else 0
        return int((named & ~described)[known:].sum())
