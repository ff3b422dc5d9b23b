"""Staged rows of loaded batches, kept so that a batch before them can be undone.

``imports/<batch>/rows`` is the staging folder of the import under another name, with
``batch.json`` that says what was declared.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

from graph.errors import StoreError
from graph.store.embedded.folder import replace_text
from graph.store.protocol import Scope, StagedBatch

_SAID = "batch.json"
_ROWS = "rows"


def describe(staged: StagedBatch) -> None:
    """Write what was declared beside the staged rows; before the batch is loaded."""
    said = {
        "batch": staged.batch,
        "day": staged.day.isoformat(),
        "source": staged.source,
        "backfill": staged.backfill,
        "full": [asdict(scope) for scope in staged.full],
        "rows": dict(staged.rows),
    }
    replace_text(staged.folder / _SAID, json.dumps(said, sort_keys=True, ensure_ascii=False) + "\n")


def keep(stage: Path) -> None:
    """Keep the rows of a loaded batch, under the name that ``kept`` looks for."""
    rows = stage.with_name(_ROWS)
    if stage.exists() and not (stage / _SAID).exists():
        shutil.rmtree(stage)
    elif stage.exists():
        shutil.rmtree(rows, ignore_errors=True)
        stage.rename(rows)


def kept(home: Path, batches: Sequence[str]) -> list[StagedBatch]:
    """Staged rows of batches, as they were loaded.

    Raises
    ------
    StoreError
        If the rows of one are no longer kept; the message names it.
    """
    return [_read(home / "imports" / batch / _ROWS, batch) for batch in batches]


def prune(home: Path, batches: Sequence[str], most: int, most_bytes: int) -> None:
    """Keep the rows of the newest batches only.

    Parameters
    ----------
    home : Path
    batches : sequence of str
        Batches of the store, in load order; nothing was loaded before the first, so its rows are
        of no use.
    most : int
        Batches of which rows are kept.
    most_bytes : int
        Bytes of kept rows; older batches go when the newest ones take more.
    """
    useful: set[str] = set()
    left = most_bytes
    for batch in reversed(batches[1:][-most:]):
        left -= sum(path.stat().st_size for path in (home / "imports" / batch / _ROWS).rglob("*.parquet"))
        if left < 0:
            break
        useful.add(batch)
    for rows in (home / "imports").glob(f"*/{_ROWS}"):
        if rows.parent.name not in useful:
            shutil.rmtree(rows)


def _read(rows: Path, batch: str) -> StagedBatch:
    try:
        said = json.loads((rows / _SAID).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise StoreError(
            f"undo: expected the rows of batch {batch}, which was loaded later, got none: they are no longer "
            "kept; undo the later batches first, newest first",
            batch=batch,
        ) from None
    return StagedBatch(
        batch=said["batch"],
        day=date.fromisoformat(said["day"]),
        source=said["source"],
        folder=rows,
        rows=said["rows"],
        backfill=said["backfill"],
        full=tuple(Scope(**scope) for scope in said["full"]),
    )
