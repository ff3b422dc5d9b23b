"""A revision of changed columns: links to the files of the revision before, new files for the rest.

A changed table is a file of its changed columns that stands on the linked file of the base,
under the name of the base's revision. Readers see one table.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from graph.arrays import Column, Frame
from scoring.job.publish import ARCHIVED, CODED
from scoring.job.workbench import disk_space, file_digest
from scoring.month_folders import OUTSIDE_DIGEST, MonthFolder, canonical_json, write_json

_NEVER_LINKED = frozenset(("manifest.json", "run.json"))


@dataclass(slots=True)
class Changes:
    """What a revision has instead of files of its base.

    Attributes
    ----------
    columns : changed columns by table (path without ``.arrow``)
    tables : whole tables by path without ``.arrow``
    arrays : .npy arrays by path
    texts : other files by path
    archived : rows of the tables of the archive that differ
    """

    columns: dict[str, Mapping[str, Column]] = field(default_factory=dict)
    tables: dict[str, Frame] = field(default_factory=dict)
    arrays: dict[str, np.ndarray] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    archived: dict[str, np.ndarray] = field(default_factory=dict)


def publish_changes(
    folder: MonthFolder, base: int, changes: Changes, content: dict[str, Any], timings: Mapping[str, Any]
) -> None:
    """Build a revision from its base and make it the one in force.

    Parameters
    ----------
    folder : MonthFolder
    base : int
        Revision it stands on.
    changes : Changes
    content : dict
        Entries of the manifest but for files and digest; ``revision`` is its number.
    timings : mapping
        Seconds of each part of the run.

    Raises
    ------
    DiskFullError
        If no space is left; what was published before stays as it is.
    """
    revision: int = content["revision"]
    before = folder.revision_path(base)
    built = folder.work / f"r{revision:03d}.partial"
    with disk_space("publish", built):
        if built.exists():
            shutil.rmtree(built)
        built.mkdir(parents=True)
        digests = _linked(before, built, base, changes, folder.manifest(base)["files"])
        for name, columns in changes.columns.items():
            order = list(Frame.read(before / f"{name}.arrow"))
            frame = Frame(columns).coded() if name in CODED else Frame(columns)
            frame.write_over(built / f"{name}.arrow", f"{Path(name).name}.r{base:03d}.arrow", order)
        for name, table in changes.tables.items():
            table.write(built / f"{name}.arrow")
        for name, array in changes.arrays.items():
            np.save(built / name, np.ascontiguousarray(array), allow_pickle=False)
        for name, text in changes.texts.items():
            (built / name).write_text(text, encoding="utf-8")
        _archive(built, base, changes)
        names = [path for path in sorted(built.rglob("*")) if path.is_file()]
        files = {
            (name := path.relative_to(built).as_posix()): digests.get(name) or file_digest(path)
            for path in names
        }
        told = {**content, "files": files}
        outside = {name: told.pop(name) for name in OUTSIDE_DIGEST}
        digest = hashlib.sha256(canonical_json(told).encode()).hexdigest()
        write_json(built / "manifest.json", {**told, **outside, "digest": digest})
        report = {"published_at": datetime.now(UTC).isoformat(timespec="seconds"), "steps": dict(timings)}
        text = json.dumps(report, indent=1, sort_keys=True) + "\n"
        (built / "run.json").write_text(text, encoding="utf-8")
        folder.place(built, revision)
        folder.swap_current(revision)


def _linked(
    before: Path, built: Path, base: int, changes: Changes, known: Mapping[str, str]
) -> dict[str, str]:
    """Link every file of the base that stays; digests of what was linked, by new name."""
    mark = f".r{base:03d}"
    whole = {f"{name}.arrow" for name in changes.tables} | set(changes.arrays) | set(changes.texts)
    stands = {f"{name}.arrow": f"{name}{mark}.arrow" for name in changes.columns}
    stands |= {f"archive/{name}.parquet": f"archive/{name}{mark}.parquet" for name in changes.archived}
    digests: dict[str, str] = {}
    for path in sorted(before.rglob("*")):
        name = path.relative_to(before).as_posix()
        if path.is_dir():
            (built / name).mkdir()
        elif name not in whole and name not in _NEVER_LINKED:
            target = stands.get(name, name)
            _link(path, built / target)
            if name in known:
                digests[target] = known[name]
    return digests


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except PermissionError:
        shutil.copyfile(source, target)


def _archive(built: Path, base: int, changes: Changes) -> None:
    """Rows that differ as Parquet beside the archive of the base."""
    for name in ARCHIVED:
        rows = changes.archived.get(name)
        if rows is None:
            continue
        frame = Frame.read(built / f"{name}.arrow").take(rows)
        table = pa.table({column: frame[column] for column in frame} | {"row": pa.array(rows)})
        told = {b"stands_on": f"{name}.r{base:03d}.parquet".encode()}
        pq.write_table(table.replace_schema_metadata(told), built / "archive" / f"{name}.parquet")
