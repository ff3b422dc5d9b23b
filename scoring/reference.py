"""Reference tables: dated, hashed numbers of the population, never of the month scored.

Means that stand in for unknown values, rates and percentiles of groups, and the scale of
the relationship hazard. Frozen, so no enterprise's own act comes back to it through a
population statistic. A reference lies in ``reference/<id>/`` and is never rewritten.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa

from graph.arrays import Frame
from graph.errors import IntegrityError
from scoring.measures.groups import GroupTables, PercentileTable
from scoring.pack_model import Pack


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Reference tables of one pack, as of one day.

    Attributes
    ----------
    as_of : date
        Day of the snapshot they were built from.
    pack_id, pack_hash : str
    input_digest : str
        Digest of the snapshot and filings they were built from.
    previous : str or None
        Id of the reference that stood in where this day knew nothing.
    means : mapping of indicator id to mean points of known values
    tables : GroupTables
    scale : float or None
        Factor from the raw relationship hazard to lambda; None until the month job or
        the reference command sets it (``with_scale``).
    scale_note : str
        How the scale came about.
    """

    as_of: date
    pack_id: str
    pack_hash: str
    input_digest: str
    previous: str | None = None
    means: Mapping[str, float] = field(default_factory=dict)
    tables: GroupTables = field(default_factory=GroupTables)
    scale: float | None = None
    scale_note: str = "not set"

    @property
    def hash(self) -> str:
        """Sha256 over everything but the id."""
        rates, percentiles = _frames(self.tables)
        digest = hashlib.sha256(json.dumps(self._head(), sort_keys=True).encode())
        rates.update_digest(digest, "rates.")
        percentiles.update_digest(digest, "percentiles.")
        return digest.hexdigest()

    @property
    def id(self) -> str:
        """Day and the start of the hash: ``2026-09-30-0f3a5c7e9b12``."""
        return f"{self.as_of.isoformat()}-{self.hash[:12]}"

    def _head(self) -> dict[str, object]:
        return {
            "as_of": self.as_of.isoformat(),
            "pack_id": self.pack_id,
            "pack_hash": self.pack_hash,
            "input_digest": self.input_digest,
            "previous": self.previous,
            "means": dict(sorted(self.means.items())),
            "scale": self.scale,
            "scale_note": self.scale_note,
        }

    def write(self, home: Path) -> Path:
        """Write to ``home/reference/<id>/``; the same reference twice changes nothing."""
        folder = home / "reference" / self.id
        if (folder / "reference.json").is_file():
            return folder
        folder.mkdir(parents=True, exist_ok=True)
        rates, percentiles = _frames(self.tables)
        rates.write(folder / "rates.arrow")
        percentiles.write(folder / "percentiles.arrow")
        text = json.dumps({"id": self.id, "hash": self.hash, **self._head()}, indent=1, ensure_ascii=False)
        partial = folder / "reference.json.partial"
        partial.write_text(text + "\n", encoding="utf-8")
        partial.replace(folder / "reference.json")
        return folder

    @classmethod
    def read(cls, home: Path, reference_id: str) -> Reference:
        """Read a reference and check its hash.

        Raises
        ------
        IntegrityError
            If it is not whole or its bytes do not match its hash.
        """
        folder = home / "reference" / reference_id
        try:
            head = json.loads((folder / "reference.json").read_text(encoding="utf-8"))
            tables = _tables(Frame.read(folder / "rates.arrow"), Frame.read(folder / "percentiles.arrow"))
        except (OSError, ValueError, pa.ArrowInvalid) as error:
            raise IntegrityError(f"reference {reference_id} is not whole: {error}") from error
        found = cls(
            as_of=date.fromisoformat(head["as_of"]),
            pack_id=head["pack_id"],
            pack_hash=head["pack_hash"],
            input_digest=head["input_digest"],
            previous=head["previous"],
            means=head["means"],
            tables=tables,
            scale=head["scale"],
            scale_note=head["scale_note"],
        )
        if found.hash != head["hash"]:
            raise IntegrityError(f"reference {reference_id}: expected hash {head['hash']}, got {found.hash}")
        return found

    def with_scale(
        self, raw: np.ndarray, pack: Pack, previous: Reference | None, structural: np.ndarray | None = None
    ) -> Reference:
        """The same tables with the scale that brings the mean of lambda_rel to the target.

        Parameters
        ----------
        raw : float64, n
            Raw relationship hazard of the enterprises the mean is over.
        pack : Pack
            Target mean and cap.
        previous : Reference or None
            Its scale stands in where the target cannot be reached; else 1.
        structural : float64, n, optional
            Weighted structural items, which the scale does not touch.

        Returns
        -------
        Reference
        """
        items = np.zeros(len(raw)) if structural is None else structural
        scale = scale_for_mean(raw, pack.relationship.target_mean_lambda, pack.relationship_cap, items)
        if scale is not None:
            return replace(self, scale=scale, scale_note="mean of the reference month equals the target")
        if previous is not None and previous.scale is not None:
            return replace(
                self,
                scale=previous.scale,
                previous=previous.id,
                scale_note="target unreachable: previous scale",
            )
        return replace(self, scale=1.0, scale_note="target unreachable, no previous scale: 1")


def scale_for_mean(raw: np.ndarray, target: float, cap: float, structural: np.ndarray) -> float | None:
    """Scale s with mean(min(cap, s * raw + structural)) = target; None if no s reaches it.

    The mean is concave, piecewise linear and rising in s, so Newton steps from the left of
    the solution, each exact on its linear piece, end after finitely many.
    """
    if not len(raw) or np.minimum(structural, cap).mean() > target:
        return None
    reachable = np.where(raw > 0, cap, np.minimum(structural, cap)).mean()
    if not reachable > target:
        return None
    scale = 0.0
    for _ in range(200):
        value = scale * raw + structural
        free = value < cap
        mean = np.minimum(value, cap).mean()
        slope = raw[free].sum() / len(raw)
        if slope <= 0 or mean >= target:
            break
        step = (target - mean) / slope
        if step <= math.ulp(scale):
            break
        scale += step
    return float(scale)


def references(home: Path) -> list[str]:
    """Ids of the references of a home, oldest day first."""
    folder = home / "reference"
    if not folder.is_dir():
        return []
    return sorted(path.name for path in folder.iterdir() if (path / "reference.json").is_file())


def _frames(tables: GroupTables) -> tuple[Frame, Frame]:
    rates = [
        (indicator, group, value)
        for indicator, groups in sorted(tables.rates.items())
        for group, value in sorted(groups.items())
    ]
    shares = [
        (indicator, group, float(count), float(share))
        for indicator, groups in sorted(tables.percentiles.items())
        for group, table in sorted(groups.items())
        for count, share in zip(table.counts, table.share_below, strict=True)
    ]
    return (
        Frame(
            {
                "indicator": pa.array([row[0] for row in rates], pa.large_string()),
                "group": pa.array([row[1] for row in rates], pa.large_string()),
                "value": np.array([row[2] for row in rates], dtype=np.float64),
            }
        ),
        Frame(
            {
                "indicator": pa.array([row[0] for row in shares], pa.large_string()),
                "group": pa.array([row[1] for row in shares], pa.large_string()),
                "count": np.array([row[2] for row in shares], dtype=np.float64),
                "share_below": np.array([row[3] for row in shares], dtype=np.float64),
            }
        ),
    )


def _tables(rates: Frame, shares: Frame) -> GroupTables:
    by_rate: dict[str, dict[str, float]] = {}
    names, groups_of_rates = rates.text("indicator").to_pylist(), rates.text("group").to_pylist()
    for indicator, group, value in zip(names, groups_of_rates, rates.numbers("value"), strict=True):
        by_rate.setdefault(indicator, {})[group] = float(value)
    points: dict[str, dict[str, list[int]]] = {}
    for row, (indicator, group) in enumerate(
        zip(shares.text("indicator").to_pylist(), shares.text("group").to_pylist(), strict=True)
    ):
        points.setdefault(indicator, {}).setdefault(group, []).append(row)
    counts, below = shares.numbers("count"), shares.numbers("share_below")
    return GroupTables(
        rates=by_rate,
        percentiles={
            indicator: {group: PercentileTable(counts[rows], below[rows]) for group, rows in groups.items()}
            for indicator, groups in points.items()
        },
    )
