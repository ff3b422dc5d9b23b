"""Step assemble: the served table of scores, with cluster and last month's class."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from graph.arrays import Frame
from graph.snapshot import Snapshot
from scoring.job.frozen import Facts
from scoring.job.previous import PreviousMonth
from scoring.job.workbench import Finished, Workbench

FROM_SNAPSHOT = ("enterprise_id", "name", "region", "supervising_authority", "status")
"""Attributes that stand beside the scores."""


def assemble_step(
    bench: Workbench,
    facts: Facts,
    *,
    scored: Finished,
    relation: Finished,
    clusters: Finished,
    previous: PreviousMonth | None,
) -> Finished:
    """Write scores.arrow, row = enterprise code."""

    def make(folder: Path) -> None:
        snapshot = facts.read()
        scores = Frame.read(scored.folder / "scored.arrow")
        unit = Frame.read(relation.folder / "relation.arrow")
        columns: dict[str, Any] = {name: snapshot.enterprises.text(name) for name in FROM_SNAPSHOT}
        columns |= {name: scores[name] for name in scores}
        columns["unit"] = unit.numbers("unit")
        columns["legal_person"] = unit.numbers("legal_person")
        columns["cluster_id"] = Frame.read(clusters.folder / "partition.arrow").text("cluster_id")
        columns |= _previous_columns(snapshot, previous)
        Frame(columns).write(folder / "scores.arrow")

    keys = {
        "facts": facts.step.digest,
        "score": scored.digest,
        "relation": relation.digest,
        "clusters": clusters.digest,
        "previous": None if previous is None else previous.reference.digest,
    }
    return bench.step("assemble", keys, make)


def _previous_columns(snapshot: Snapshot, previous: PreviousMonth | None) -> dict[str, Any]:
    n = snapshot.enterprises.rows
    if previous is None:
        return {"previous_class": np.full(n, -1, np.int8), "previous_score": np.full(n, -1, np.int32)}
    rows = previous.old_rows(snapshot)
    return {
        "previous_class": _taken(previous.scores.numbers("risk_class"), rows).astype(np.int8),
        "previous_score": _taken(previous.scores.numbers("score"), rows).astype(np.int32),
    }


def _taken(column: Any, rows: Any) -> Any:
    return np.where(rows >= 0, column[rows], -1) if len(column) else np.full(len(rows), -1)
