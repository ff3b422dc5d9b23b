"""Class and score beside the nodes of a graph: a bulk read of a few hundred enterprises."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow as pa

from graph.arrays import Frame
from scoring.results_rows import class_of, points_of
from scoring.results_types import Mark


def marks(scores: Frame, ids: Iterable[str]) -> dict[str, Mark]:
    """Name, class and score by enterprise id.

    Parameters
    ----------
    scores : Frame
        Scores of a month, sorted by enterprise_id; only the asked rows are read.
    ids : iterable of str
        Enterprise ids; those the month does not know are left out. About 10 microseconds each.
    """
    places = {wanted: row for wanted in ids if (row := scores.place("enterprise_id", wanted)) is not None}
    rows = np.fromiter(places.values(), np.int64, len(places))
    columns = (
        places,
        scores.text("name").take(pa.array(rows)).to_pylist(),
        *(scores.numbers(name)[rows].tolist() for name in ("scored", "score", "risk_class")),
    )
    return {
        wanted: Mark(name=name, scored=scored, score=points_of(score), risk_class=class_of(risk))
        for wanted, name, scored, score, risk in zip(*columns, strict=True)
    }
