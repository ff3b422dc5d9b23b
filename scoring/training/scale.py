"""The scale of a model: switching to it does not move the mean of the relationship factor."""

from __future__ import annotations

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


def scale_on(
    reference: Reference,
    store: FactStore,
    filings: FilingSource,
    pack: Pack,
    strengths: Coefficients,
    paths: PathRules,
) -> float | None:
    """Scale with which a model has the pack's target mean on the reference day.

    Parameters
    ----------
    reference : Reference
    store, filings : facts
    pack : Pack
    strengths : Coefficients
    paths : PathRules

    Returns
    -------
    float or None
        None if no scale reaches the target: the model reaches too few.
    """
    day = reference.as_of
    frozen = store.freeze(day, day)
    facts = exclude(frozen, filings.view(day, frozen), pack)
    own = own_part(facts.snapshot, facts.filings, pack, reference)
    units = build_units(facts.snapshot)
    classes = StandaloneClasses(facts.snapshot, units, own.indicators, pack, reference)
    network = RelationNetwork.build(facts.snapshot, units, paths, strengths, classes)
    raw, scored = raw_of_enterprises(network), own.scope.scored
    found = scale_for_mean(
        raw[scored],
        pack.relationship.target_mean_lambda,
        pack.relationship_cap,
        own.hazards.structural[scored],
    )
    return None if found is None or not np.isfinite(found) or found <= 0 else found
