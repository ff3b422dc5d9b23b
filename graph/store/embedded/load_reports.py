"""What a load did, kept beside the staged rows before it is published.

A load that is repeated because its caller was killed after the publish reports what the
first one did, not that nothing was left to do.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

from graph.store.embedded.folder import replace_text
from graph.store.protocol import LoadReport, StagedBatch

_FILE = ".load.json"


def keep_report(batch: StagedBatch, report: LoadReport) -> None:
    """Write the report of a load that is about to be published; synced when this returns."""
    batch.folder.mkdir(parents=True, exist_ok=True)
    replace_text(_path(batch), json.dumps(asdict(report), sort_keys=True, ensure_ascii=False) + "\n")


def report_again(batch: StagedBatch, version: str) -> LoadReport:
    """Report of a batch that the store holds already.

    Parameters
    ----------
    batch : StagedBatch
    version : str
        Version in force; named where the staged rows are new and nothing of the load is known.

    Returns
    -------
    LoadReport
        ``already_loaded`` is true; the counts are those of the load, or none.
    """
    try:
        found = json.loads(_path(batch).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return LoadReport(
            version=version, added={}, unchanged={}, closed={}, conflicts=(), stubs=0, already_loaded=True
        )
    conflicts = tuple((table, key, column) for table, key, column in found.pop("conflicts"))
    return replace(LoadReport(**found, conflicts=conflicts), already_loaded=True)


def _path(batch: StagedBatch) -> Path:
    return batch.folder / _FILE
