"""Professional classes of one enterprise in a published month, beside the general one."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from graph.arrays import Frame
from scoring.pack_model import Pack
from scoring.results_base import Label
from scoring.results_rows import class_at, points_at
from scoring.results_types import ProfessionalResult


def professional_of(month: Path, pack: Pack, row: int) -> tuple[ProfessionalResult, ...]:
    """Professional results of a row; empty if no model is for it.

    Parameters
    ----------
    month : Path
        Folder of the revision; ``overlays.arrow`` is in it where the pack has models.
    pack : Pack
    row : int
        Enterprise code.
    """
    path = month / "overlays.arrow"
    if not path.exists():
        return ()
    table = Frame.read(path)
    titles = {overlay.id: overlay.title for overlay in pack.overlays}
    names = table.text("overlay")
    found = []
    for place in np.flatnonzero(table.numbers("enterprise") == row):
        name = str(names[int(place)])
        found.append(
            ProfessionalResult(
                model=name,
                label=Label(zh=titles[name].zh, en=titles[name].en),
                score=points_at(table, "score", int(place)),
                risk_class=class_at(table, "professional_class", int(place)),
                combined_class=class_at(table, "combined_class", int(place)),
            )
        )
    return tuple(found)
