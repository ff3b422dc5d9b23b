"""The month before, seen from the codes of the month being made."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from graph.arrays import Frame
from graph.snapshot import Snapshot
from scoring.clusters.identity import Previous
from scoring.month_folders import MonthFolder, month_before
from scoring.results_types import MonthReference


@dataclass(frozen=True)
class PreviousMonth:
    """One published month before; everything is mapped when first asked for."""

    reference: MonthReference
    path: Path
    manifest: dict[str, Any]

    @classmethod
    def of(cls, home: Path, month: str) -> PreviousMonth | None:
        """Revision in force of the month before, None if none is published."""
        folder = MonthFolder(home, month_before(month))
        revision = folder.current()
        if revision is None:
            return None
        manifest = folder.manifest(revision)
        reference = MonthReference(month=folder.month, revision=revision, digest=manifest["digest"])
        return cls(reference, folder.revision_path(revision), manifest)

    @cached_property
    def scores(self) -> Frame:
        """Scores of that month."""
        return Frame.read(self.path / "scores.arrow")

    @cached_property
    def form(self) -> tuple[str, float]:
        """Score form and kappa of that month's pack."""
        told = json.loads((self.path / "pack.json").read_text(encoding="utf-8"))
        return str(told["score_form"]), float(told["kappa"])

    def made_by(self, keys: Mapping[str, Any], code: str) -> bool:
        """Whether it was made by the same rules and program, so that nothing moves by them.

        Parameters
        ----------
        keys : mapping
            ``Rulebook.keys`` of this month; the baseline names no model.
        code : str
        """
        inputs = self.manifest["inputs"]
        same = all(inputs.get(name) == keys.get(name) for name in ("pack", "reference", "model"))
        return same and inputs["code"] == code

    def read_snapshot(self) -> Snapshot:
        """Map the snapshot of that month without excluded facts."""
        return Snapshot.read(self.path / "snapshot")

    def old_rows(self, snapshot: Snapshot) -> npt.NDArray[np.int32]:
        """Row of that month of each enterprise of this snapshot, -1 for a new one."""
        return codes_of(snapshot.enterprises.text("enterprise_id"), self.scores.text("enterprise_id"))

    def partition(self, snapshot: Snapshot) -> Previous:
        """Clusters of that month by the codes of this snapshot."""
        clusters = Frame.read(self.path / "clusters.arrow")
        rows = self.old_rows(snapshot)
        cluster = np.where(rows >= 0, self._cluster_rows(clusters)[rows], -1).astype(np.int32)
        return Previous(
            cluster=cluster,
            ids=clusters.text("cluster_id"),
            sizes=clusters.numbers("size").astype(np.int64),
            born=clusters.text("born"),
            changed=clusters.text("changed"),
            lifeline=Frame.read(self.path / "lifeline.arrow"),
        )

    def communities(self, snapshot: Snapshot) -> tuple[Frame, npt.NDArray[np.int32], npt.NDArray[np.int32]]:
        """Pairs of that month, the new code of each of its enterprises, its clusters by new codes."""
        recode = codes_of(self.scores.text("enterprise_id"), snapshot.enterprises.text("enterprise_id"))
        return Frame.read(self.path / "pairs.arrow"), recode, self.partition(snapshot).cluster

    def _cluster_rows(self, clusters: Frame) -> npt.NDArray[np.int32]:
        if not self.scores.rows:
            return np.full(1, -1, np.int32)
        return codes_of(self.scores.text("cluster_id"), clusters.text("cluster_id"))


def codes_of(ids: pa.LargeStringArray, known: pa.LargeStringArray) -> npt.NDArray[np.int32]:
    """Position of each id among known ones, -1 if it is not there or null."""
    found = pc.index_in(ids, value_set=known, skip_nulls=True)
    return np.asarray(pc.fill_null(found, -1)).astype(np.int32)
