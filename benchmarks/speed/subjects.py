"""Whom the reads are measured on: enterprises at a fixed stride, and the node with most ties."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from graph.domain import DAY_UNKNOWN, day_number
from graph.snapshot import Snapshot

Codes = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subjects:
    """Ids of the measured nodes.

    Attributes
    ----------
    enterprises : ids at a fixed stride over all delivered enterprises
    hub : id of the node with most ties in force
    hub_ties : its number of ties in force
    """

    enterprises: tuple[str, ...]
    hub: str
    hub_ties: int


def month_snapshot(home: Path, month: str) -> Snapshot:
    """Snapshot of the revision in force of a published month, mapped."""
    folder = home / "months" / month
    revision = (folder / "CURRENT").read_text(encoding="utf-8").strip()
    return Snapshot.read(folder / revision / "snapshot")


def in_force(snapshot: Snapshot) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Mask of the ties in force on the snapshot's day."""
    day = day_number(snapshot.as_of)
    start, end = snapshot.ties.numbers("valid_from"), snapshot.ties.numbers("valid_to")
    mask: np.ndarray[Any, np.dtype[np.bool_]] = (start <= day) & ((end > day) | (end == DAY_UNKNOWN))
    return mask


def choose(snapshot: Snapshot, count: int) -> Subjects:
    """Pick ``count`` enterprises and the greatest hub; the same snapshot gives the same ones."""
    delivered = np.flatnonzero(~snapshot.enterprises.numbers("stub"))
    stride = max(1, len(delivered) // count)
    living = in_force(snapshot)
    ends = np.concatenate([snapshot.ties.numbers("src")[living], snapshot.ties.numbers("dst")[living]])
    degrees = np.bincount(ends, minlength=snapshot.nodes)
    hub = int(np.argmax(degrees))
    return Subjects(
        enterprises=tuple(snapshot.id_of(int(code)) for code in delivered[::stride][:count]),
        hub=snapshot.id_of(hub),
        hub_ties=int(degrees[hub]),
    )
