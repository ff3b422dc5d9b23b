"""The scale of a model: switching to it does not move the mean of the relationship factor."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from gnn.coefficients import Coefficients
from gnn.network import RelationNetwork
from graph.path_rules import PathRules
from graph.store.protocol import FactStore
from graph.units import build_units
from scoring.exclusions import exclude
from scoring.job.frozen import FilingSource
from scoring.job.own import own_part, raw_of_enterprises
from scoring.pack_model import Pack
from scoring.reference import Reference, scale_for_mean
from scoring.standalone import StandaloneClasses

Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleDay:
    """The reference day as a model's scale needs it: everything but the strengths.

    Attributes
    ----------
    network : RelationNetwork
        By the path rules of the model, without strengths.
    scored : bool[n] enterprises whose mean is kept
    structural : float64[n] their structural items
    """

    network: RelationNetwork
    scored: Array
    structural: Array

    @classmethod
    def of(
        cls,
        reference: Reference,
        store: FactStore,
        filings: FilingSource,
        pack: Pack,
        paths: PathRules,
        half_lives_months: tuple[float, ...],
    ) -> ScaleDay:
        """Measure the reference day.

        Parameters
        ----------
        reference : Reference
        store, filings : facts
        pack : Pack
        paths : PathRules
        half_lives_months : tuple of float
            Of the strengths to come.
        """
        day = reference.as_of
        frozen = store.freeze(day, day)
        facts = exclude(frozen, filings.view(day, frozen), pack)
        del frozen
        snapshot, own = facts.snapshot, own_part(facts.snapshot, facts.filings, pack, reference)
        points, scored, structural = own.indicators, own.scope.scored, own.hazards.structural
        del facts, own
        units = build_units(snapshot)
        classes = StandaloneClasses(snapshot, units, points, pack, reference)
        nothing = Coefficients(half_lives_months=half_lives_months, families={})
        network = RelationNetwork.build(snapshot, units, paths, nothing, classes)
        return cls(network=network, scored=scored, structural=structural)

    def scale(self, strengths: Coefficients, pack: Pack) -> float | None:
        """Scale with which strengths have the pack's target mean on that day.

        Returns
        -------
        float or None
            None if no scale reaches the target: the model reaches too few.

        Raises
        ------
        ValueError
            If the strengths fade by other half-lives.
        """
        if strengths.half_lives_months != self.network.coefficients.half_lives_months:
            raise ValueError("the network fades by other half-lives than the strengths")
        raw = raw_of_enterprises(replace(self.network, coefficients=strengths))
        found = scale_for_mean(
            raw[self.scored],
            pack.relationship.target_mean_lambda,
            pack.relationship_cap,
            self.structural[self.scored],
        )
        return None if found is None or not np.isfinite(found) or found <= 0 else found


def scale_on(
    reference: Reference,
    store: FactStore,
    filings: FilingSource,
    pack: Pack,
    strengths: Coefficients,
    paths: PathRules,
) -> float | None:
    """Scale with which a model has the pack's target mean on the reference day; see ``ScaleDay``."""
    day = ScaleDay.of(reference, store, filings, pack, paths, strengths.half_lives_months)
    return day.scale(strengths, pack)
