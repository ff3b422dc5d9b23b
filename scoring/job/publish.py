"""Step publish: one folder of links and small files, one rename, then CURRENT.

The manifest holds every digest and no clock value; run.json holds times and memory and is
outside every digest.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from graph.arrays import Frame
from graph.catalogue import catalogue_hash
from graph.domain import RiskClass
from graph.errors import JobError
from scoring.job.workbench import Workbench, disk_space, file_digest
from scoring.month_folders import OUTSIDE_DIGEST, MonthFolder, canonical_json, write_json
from scoring.pack_model import Pack

ARCHIVED = ("scores", "clusters", "members", "migration")
CODED = ("measures", "lines")
"""Tables whose numbers of few different values lie by codes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a revision folder is made of.

    Attributes
    ----------
    files : mapping of name in the folder to the step's file or folder
    pack : Pack
    inputs : mapping
        Everything the published bytes depend on, as digests and days.
    facts : mapping
        Further entries of the manifest (counts, unknown shares, cluster report ...).
    """

    files: Mapping[str, Path]
    pack: Pack
    inputs: Mapping[str, Any]
    facts: Mapping[str, Any]


def input_digest(inputs: Mapping[str, Any]) -> str:
    """Digest of a run's inputs; the same inputs are published once."""
    return hashlib.sha256(canonical_json(inputs).encode()).hexdigest()


def publish(folder: MonthFolder, revision: int, contents: Contents, bench: Workbench) -> Path:
    """Build the revision folder and make it the one in force.

    Raises
    ------
    DiskFullError
        If no space is left; what was published before stays as it is.
    """
    bench.progress("publish", 0, 1)
    built = folder.work / f"r{revision:03d}.partial"
    with disk_space("publish", built):
        if built.exists():
            shutil.rmtree(built)
        built.mkdir(parents=True)
        for name, source in sorted(contents.files.items()):
            _link(source, built / name)
        (built / "pack.json").write_text(contents.pack.model_dump_json(indent=1) + "\n", encoding="utf-8")
        _archive(built)
        manifest = _manifest(folder, revision, contents, built)
        write_json(built / "manifest.json", manifest)
        _run_report(built, bench, contents.facts.get("relationship"))
        target = folder.place(built, revision)
        folder.swap_current(revision)
    bench.progress("publish", 1, 1)
    return target


def _link(source: Path, target: Path) -> None:
    """Link a file or every file of a folder; copies where the disk cannot link."""
    if source.is_dir():
        target.mkdir()
        for entry in sorted(source.iterdir()):
            _link(entry, target / entry.name)
        return
    try:
        os.link(source, target)
    except PermissionError:
        shutil.copyfile(source, target)


def _archive(built: Path) -> None:
    """Parquet copies for people who read with other tools."""
    folder = built / "archive"
    folder.mkdir()
    for name in ARCHIVED:
        frame = Frame.read(built / f"{name}.arrow")
        table = pa.table({column: frame[column] for column in frame})
        pq.write_table(table, folder / f"{name}.parquet", compression="zstd", compression_level=3)


def _manifest(folder: MonthFolder, revision: int, contents: Contents, built: Path) -> dict[str, Any]:
    linked = linked_digests(contents.files)
    names = {path.relative_to(built).as_posix(): path for path in sorted(built.rglob("*")) if path.is_file()}
    files = {name: linked.get(name) or file_digest(path) for name, path in names.items()}
    if not set(linked) <= set(names):
        raise JobError(f"publish: steps made files that are missing: {sorted(set(linked) - set(names))}")
    content: dict[str, Any] = {
        "month": folder.month,
        "revision": revision,
        "catalogue_hash": catalogue_hash(),
        "inputs": dict(contents.inputs),
        "input_digest": input_digest(contents.inputs),
        "files": files,
        **contents.facts,
    }
    outside = {name: content.pop(name) for name in OUTSIDE_DIGEST}
    digest = hashlib.sha256(canonical_json(content).encode()).hexdigest()
    return {**content, **outside, "digest": digest}


def linked_digests(files: Mapping[str, Path]) -> dict[str, str]:
    """Digests of linked files, as their steps sealed them; nothing is read twice."""
    found: dict[str, str] = {}
    for name, source in files.items():
        sealed = json.loads((source.parent / "step.json").read_text(encoding="utf-8"))["files"]
        for inside, digest in sealed.items():
            if inside == source.name or inside.startswith(f"{source.name}/"):
                found[name + inside.removeprefix(source.name)] = digest
    return found


def _run_report(built: Path, bench: Workbench, relationship: Any) -> None:
    report = {
        "published_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "steps": bench.timings,
        "relationship": relationship,
    }
    (built / "run.json").write_text(json.dumps(report, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def class_counts(scores: Frame) -> dict[str, Any]:
    """Enterprises, scored ones, and numbers and shares of each published class."""
    codes = scores.numbers("risk_class")
    counts = np.bincount(codes[codes >= 0], minlength=len(RiskClass))
    scored = int(counts.sum())
    names = [name.value for name in RiskClass]
    return {
        "enterprises": scores.rows,
        "scored": scored,
        "classes": dict(zip(names, (int(count) for count in counts), strict=True)),
        "class_shares": {
            name: round(int(count) / scored, 6) if scored else 0.0
            for name, count in zip(names, counts, strict=True)
        },
        "clamped": int(scores.numbers("clamped").sum()),
        "direct": int(scores.rows - scores.text("direct_rule").null_count),
    }


def unknown_shares(measures: Frame, scored: Any, ids: tuple[str, ...]) -> dict[str, float]:
    """Share of scored enterprises for which each indicator is not known."""
    if not scored.any():
        return dict.fromkeys(ids, 0.0)
    return {name: round(float(1.0 - measures.numbers(f"known_{name}")[scored].mean()), 6) for name in ids}
