"""After a month is published: its classes go onto the nodes of a store that keeps such stamps."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

import numpy as np
import pyarrow as pa

from graph.arrays import Frame
from graph.domain import RiskClass
from graph.store.protocol import FactStore
from scoring.month_folders import MonthFolder, months_of

_CLASSES = pa.array([str(risk) for risk in RiskClass], pa.large_string())
_HUNDRED = 100


@runtime_checkable
class Publisher(Protocol):
    """A fact store that shows the published month on its nodes."""

    def publish(self, month: str, revision: int, stamps: Frame) -> object:
        """Stamp the enterprises of a month; the same month twice changes nothing."""
        ...


def stamp_newest(store: FactStore, folder: MonthFolder) -> bool:
    """Stamp the nodes of a store with the revision in force, if it is that of the newest month.

    Returns
    -------
    bool
        False if the store keeps no stamps, or a later month is published.
    """
    if not isinstance(store, Publisher) or months_of(folder.home)[-1:] != [folder.month]:
        return False
    revision = folder.current()
    if revision is None:
        return False
    store.publish(folder.month, revision, month_stamps(folder, revision))
    return True


def month_stamps(folder: MonthFolder, revision: int) -> Frame:
    """Class, score and cluster of every scored enterprise of a published revision.

    Returns
    -------
    Frame
        ``enterprise_id``, ``class``, ``score`` (0-1000) and ``cluster`` (null if in none),
        in the order of ids.
    """
    scores = Frame.read(folder.revision_path(revision) / "scores.arrow")
    codes = scores.numbers("risk_class")
    rows = np.flatnonzero(scores.numbers("scored") & (codes >= 0))
    index = pa.array(rows)
    return Frame(
        {
            "enterprise_id": scores.text("enterprise_id").take(index),
            "class": _CLASSES.take(pa.array(codes[rows])),
            "score": scores.numbers("score")[rows] / _HUNDRED,
            "cluster": scores.text("cluster_id").take(index),
        }
    )
