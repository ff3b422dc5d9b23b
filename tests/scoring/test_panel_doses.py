"""Dose columns of a panel mean in a month what they meant in training."""

import numpy as np
import pytest

from gnn.coefficients import Coefficients
from gnn.network import RelationNetwork
from graph.filings import MemoryFilings
from graph.units import build_units
from scoring.exclusions import exclude
from scoring.job.own import own_part
from scoring.pack import load_pack
from scoring.reference import Reference
from scoring.standalone import StandaloneClasses
from scoring.training.panel_doses import DoseSpace, dose_columns
from tests.relation_graphs import TODAY
from tests.relation_worlds import random_world

PACK = load_pack("mrt")
RULES = PACK.relationship
SPACE = DoseSpace(families=tuple(RULES.paths.families), half_lives_months=(3.0, 6.0, 12.0, 24.0, 36.0))
REFERENCE = Reference(as_of=TODAY, pack_id=PACK.id, pack_hash=PACK.hash, input_digest="none")


def network_with(seed: int, coefficients: Coefficients) -> RelationNetwork:
    usable = exclude(random_world(seed).freeze(), MemoryFilings({}), PACK)
    own = own_part(usable.snapshot, usable.filings, PACK, REFERENCE)
    units = build_units(usable.snapshot)
    classes = StandaloneClasses(usable.snapshot, units, own.indicators, PACK, REFERENCE)
    return RelationNetwork.build(usable.snapshot, units, RULES.paths, coefficients, classes)


@pytest.mark.parametrize("seed", range(12))
def test_doses_times_strengths_are_the_raw_hazard_of_the_month(seed: int) -> None:
    nothing = Coefficients(half_lives_months=SPACE.half_lives_months, families={})
    network = network_with(seed, nothing)

    doses = dose_columns(network, np.arange(network.units.count), SPACE)

    raw = network_with(seed, RULES.coefficients).raw_all()
    assert np.allclose(doses.table @ SPACE.vector(RULES.coefficients), raw, rtol=0, atol=1e-12)
    assert seed > 0 or raw.any()


def test_a_vector_of_strengths_becomes_coefficients_and_back() -> None:
    vector = np.random.default_rng(1).random(len(SPACE.names)) * (np.arange(len(SPACE.names)) % 3 > 0)

    back = SPACE.vector(SPACE.coefficients(vector, "learned", "test"))

    assert np.array_equal(back, vector)


def test_a_half_life_that_is_no_column_is_refused() -> None:
    short = DoseSpace(families=SPACE.families, half_lives_months=(12.0,))

    with pytest.raises(ValueError, match="expected half-lives"):
        short.vector(RULES.coefficients)


def test_a_network_that_fades_otherwise_is_refused() -> None:
    other = network_with(0, Coefficients(half_lives_months=(12.0,), families={}))

    with pytest.raises(ValueError, match="other half-lives"):
        dose_columns(other, np.arange(1), SPACE)
