"""Files of Neo4j's bulk import tool from one version of the embedded store.

The first load of a province: the extracts are imported into the embedded store of the
home, written as CSV files, and read by the tool into an empty database. The result is the
database that a load of the same batches makes (ADR 0021).
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.disk import disk_full_as_error
from graph.errors import InputError, NotFoundError
from graph.store.embedded.segments import Version
from graph.store.neo4j.bulk_files import PRIVATE_FOLDER, BulkGroup, make_private
from graph.store.neo4j.bulk_groups import groups
from graph.store.neo4j.bulk_parts import Group
from graph.store.neo4j.key_sums import KeySum, key_hashes

MANIFEST = "bulk.json"
FORMAT = 1

_WRITERS = 2
"""Groups written at a time; each holds one chunk of rows."""

Progress = Callable[[str, int], None]
"""Called with the name of a group and its rows when it is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkFiles:
    """A written folder of bulk files.

    Attributes
    ----------
    folder : Path
    version : str
        Version of the embedded store they were written from.
    groups : sequence of mappings
        Header and data file, option, rows, bytes and multiline of each group.
    sums : mapping of kind to KeySum
        Count and checksum of the keys of each label, table and relationship type.
    """

    folder: Path
    version: str
    groups: Sequence[Mapping[str, Any]]
    sums: Mapping[str, KeySum]

    @classmethod
    def read(cls, folder: Path) -> BulkFiles:
        """Manifest of a folder.

        Raises
        ------
        NotFoundError
            If the folder has no manifest, as one whose writing was cut short.
        """
        try:
            text = (folder / MANIFEST).read_text(encoding="utf-8")
        except FileNotFoundError as error:
            raise NotFoundError(
                f"bulk files: expected {MANIFEST} in {folder.name}, got none; "
                "run guanlian neo4j import-files again"
            ) from error
        found = json.loads(text)
        if found["format"] != FORMAT:
            raise InputError(f"bulk files: expected format {FORMAT}, got {found['format']}; write them again")
        sums = {kind: KeySum(**values) for kind, values in found["sums"].items()}
        return cls(folder=folder, version=found["version"], groups=found["groups"], sums=sums)


def write_bulk_files(
    version: Version, folder: Path, *, schema_version: int, progress: Progress | None = None
) -> BulkFiles:
    """Write header and data files of a version; the manifest comes last.

    Parameters
    ----------
    version : Version
    folder : Path
        Made if missing; files of an earlier run are written anew.
    schema_version : int
        Version that the Store node gets; 0 makes the migrations run in full.
    progress : function, optional

    Raises
    ------
    InputError
        If the folder holds other files than those of an earlier run.
    DiskFullError
        If no space is left; the folder has no manifest then.
    """
    plan = groups(version, schema_version)
    _prepare(folder, plan)

    def write(group: Group) -> tuple[dict[str, Any], dict[str, KeySum]]:
        described, sums = _write_group(group, folder)
        if progress is not None:
            progress(group.name, described["rows"])
        return described, sums

    with disk_full_as_error("bulk files", folder), ThreadPoolExecutor(_WRITERS) as pool:
        written = list(pool.map(write, plan))
        sums: dict[str, KeySum] = {}
        for _, found in written:
            for kind, part in found.items():
                sums[kind] = sums.get(kind, KeySum()).merged(part)
        files = BulkFiles(
            folder=folder,
            version=version.name,
            groups=[described for described, _ in written if described["rows"]],
            sums=dict(sorted(sums.items())),
        )
        _write_manifest(files)
    return files


def _prepare(folder: Path, plan: Sequence[Group]) -> None:
    """Empty a folder of an earlier run; another one is left as it is."""
    folder.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    ours = {MANIFEST, f"{MANIFEST}.partial"}
    ours |= {name for group in plan for name in (f"{group.name}.csv", f"{group.name}.header.csv")}
    foreign = sorted(path.name for path in folder.iterdir() if path.name not in ours)
    if foreign:
        raise InputError(
            f"bulk files: expected an empty folder or one of an earlier run, got {foreign[0]} in "
            f"{folder.name}; name another folder"
        )
    if folder.stat().st_uid == os.geteuid():
        folder.chmod(PRIVATE_FOLDER)
    for path in folder.iterdir():
        path.unlink()


def _write_group(group: Group, folder: Path) -> tuple[dict[str, Any], dict[str, KeySum]]:
    sums: dict[str, KeySum] = {}
    with BulkGroup(folder, group.name, group.fields) as files:
        for chunk in group.rows():
            files.write(chunk.columns)
            for kind, keys in chunk.keys.items():
                sums[kind] = sums.get(kind, KeySum()).plus(key_hashes(keys))
    return {"name": group.name, "option": group.option, **files.described()}, sums


def _write_manifest(files: BulkFiles) -> None:
    content = {
        "format": FORMAT,
        "version": files.version,
        "groups": files.groups,
        "sums": {
            kind: {"keys": part.keys, "total": part.total, "mixed": part.mixed}
            for kind, part in files.sums.items()
        },
    }
    partial = files.folder / f"{MANIFEST}.partial"
    make_private(partial)
    partial.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    partial.replace(files.folder / MANIFEST)
