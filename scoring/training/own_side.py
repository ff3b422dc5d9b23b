"""Own columns of the days of a model, encoded once: no path rules change them.

Trees over the own columns are grown, and judge the rows of a day, once; every fit of the
same days, by whichever path rules, puts its doses beside what they said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from scoring.training.panels import Panel
from scoring.training.plan import TrainingPlan
from scoring.training.rows import Encoder, TrainingRows, gather
from scoring.training.sampled import sample

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSide:
    """An encoder, and the fitted own columns of each day that was asked for.

    Attributes
    ----------
    encoder : Encoder
    plan : TrainingPlan
    """

    encoder: Encoder
    plan: TrainingPlan
    _kept: dict[tuple[date, int], csr_array] = field(default_factory=dict)

    @classmethod
    def grown(cls, panels: Sequence[Panel], plan: TrainingPlan) -> OwnSide:
        """Encoder of the panels that train, and their own columns.

        Raises
        ------
        ModelError
            If no row has an event, or a number is not finite.
        """
        side = cls(encoder=Encoder.of(panels, plan), plan=plan)
        for panel in panels:
            side._of(panel, sample(panel, plan.sampling)[0])
        return side

    def training(self, panels: Sequence[Panel]) -> TrainingRows:
        """Sampled rows of several panels as ``gather`` gives them, without own columns that no fit reads."""
        return gather(panels, self.encoder, self.plan, self._of)

    def design(self, panel: Panel) -> csr_array:
        """Design of every row of a panel; own columns that no fit reads are empty."""
        rows = np.arange(len(panel.outcome))
        return self.encoder.with_doses(self._of(panel, rows), panel, rows)

    def _of(self, panel: Panel, rows: Array) -> csr_array:
        """Fitted own columns of the sampled rows of a day, or of all."""
        key = panel.day, len(rows)
        if key not in self._kept:
            self._kept[key] = self.encoder.own_side(panel, rows, fitted=True)
        return self._kept[key]
