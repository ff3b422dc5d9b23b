"""Relation doses of a panel: every family, severity, half-life and class, as columns.

The doses are those of the month and of a receipt (``RelationNetwork.reach``), so a
trained strength means in a month exactly what it meant in training.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from gnn.coefficients import SEVERITIES, STEP_CLASSES, ClassStep, Coefficients, EventStep, FamilyCoefficients
from gnn.doses import class_doses, event_doses
from gnn.network import RelationNetwork
from scoring.training.panel_columns import Columns
from scoring.training.plan import RareFamilies

Array = np.ndarray[Any, Any]

_NOTHING = (np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseSpace:
    """Order of the dose columns: by family, events by severity and half-life, then classes.

    Attributes
    ----------
    families : tuple of str
    half_lives_months : tuple of float, rising
    """

    families: tuple[str, ...]
    half_lives_months: tuple[float, ...]

    @property
    def of_family(self) -> int:
        """Columns of one family."""
        return len(SEVERITIES) * len(self.half_lives_months) + len(STEP_CLASSES)

    @property
    def names(self) -> tuple[str, ...]:
        """Name of each column, ``family|event|severity|half-life`` or ``family|class|C``."""
        steps = [f"event|{k}|{b:g}" for k in SEVERITIES for b in self.half_lives_months]
        steps += [f"class|{name}" for name in STEP_CLASSES]
        return tuple(f"{family}|{step}" for family in self.families for step in steps)

    @property
    def groups(self) -> Array:
        """Family of each column, whose steps stand in for each other, int64[columns]."""
        return np.repeat(np.arange(len(self.families)), self.of_family)

    def steps_of_all(self, step: RareFamilies) -> Array:
        """Column of one event step in every family, int64[families]."""
        name = f"event|{step.severity_at_least}|{step.half_life_months:g}"
        return np.array([self.names.index(f"{family}|{name}") for family in self.families], np.int64)

    def vector(self, coefficients: Coefficients) -> Array:
        """Strengths in the order of the columns, float64[columns].

        Raises
        ------
        ValueError
            If a step uses a half-life that is no column.
        """
        foreign = set(coefficients.half_lives_months) - set(self.half_lives_months)
        used = {step.half_life_months for one in coefficients.families.values() for step in one.events}
        if used & foreign:
            raise ValueError(
                f"expected half-lives of {self.half_lives_months} months, got {sorted(used & foreign)}"
            )
        at = [self.half_lives_months.index(b) for b in coefficients.half_lives_months if b not in foreign]
        kept = [row for row, b in enumerate(coefficients.half_lives_months) if b not in foreign]
        parts = []
        for family in self.families:
            theta = np.zeros((len(SEVERITIES), len(self.half_lives_months)))
            theta[:, at] = coefficients.theta(family)[:, kept]
            parts.append(np.concatenate([theta.ravel(), coefficients.gamma(family)]))
        return np.concatenate(parts)

    def coefficients(self, vector: Array, meaning: str, source: str) -> Coefficients:
        """Coefficients of a vector; zeros are no steps."""
        half_lives = self.half_lives_months
        found = {}
        for number, family in enumerate(self.families):
            part = vector[number * self.of_family : (number + 1) * self.of_family]
            theta = part[: -len(STEP_CLASSES)].reshape(len(SEVERITIES), len(half_lives))
            events = tuple(
                EventStep(
                    severity_at_least=SEVERITIES[k], half_life_months=half_lives[b], hazard=float(theta[k, b])
                )
                for k, b in np.argwhere(theta > 0)
            )
            classes = tuple(
                ClassStep.model_validate({"class_at_least": name, "hazard": float(value)})
                for name, value in zip(STEP_CLASSES, part[-len(STEP_CLASSES) :], strict=True)
                if value > 0
            )
            found[family] = FamilyCoefficients(meaning=meaning, source=source, events=events, classes=classes)
        return Coefficients(half_lives_months=half_lives, families=found)


def dose_columns(
    network: RelationNetwork,
    units: Sequence[int] | Array,
    space: DoseSpace,
    progress: Callable[[int, int], None] | None = None,
) -> Columns:
    """Doses of some units.

    Parameters
    ----------
    network : RelationNetwork
        Built with the half-lives of the space.
    units : int[r]
    space : DoseSpace
    progress : callable, optional
        Called with (units done, units).

    Raises
    ------
    ValueError
        If the network fades by other half-lives.
    """
    if network.coefficients.half_lives_months != space.half_lives_months:
        raise ValueError("the network fades by other half-lives than the columns")
    wanted = np.asarray(units).astype(np.int64)
    counts: list[Array] = [np.zeros(1, np.int64)]
    columns: list[Array] = [np.zeros(0, np.int32)]
    values: list[Array] = [np.zeros(0)]
    every = np.ones((len(SEVERITIES), len(space.half_lives_months)), np.bool_)
    for begin, end in network.chunks(wanted):
        tables = []
        for reached in network.reach(wanted[begin:end]):
            first = space.families.index(reached.family) * space.of_family
            event = event_doses(reached.events, network.events, network.decays, end - begin, every)
            by_class = class_doses(reached.classes, end - begin)
            table = np.concatenate([event.reshape(-1, end - begin), by_class])
            column, row = np.nonzero(table)
            tables.append((row, column + first, table[column, row]))
        row, column, value = (np.concatenate(parts) for parts in zip(_NOTHING, *tables, strict=True))
        order = np.lexsort((column, row))
        counts.append(np.bincount(row, minlength=end - begin))
        columns.append(column[order].astype(np.int32))
        values.append(value[order])
        if progress is not None:
            progress(end, len(wanted))
    indptr = np.cumsum(np.concatenate(counts)).astype(np.int64)
    shape = (len(wanted), len(space.names))
    doses = csr_array((np.concatenate(values), np.concatenate(columns), indptr), shape=shape)
    return Columns(names=space.names, table=doses)
