"""The torch module against the network of months: same hazard, same gradient, same promises."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from gnn.data import EVENT, PARTY, UNIT, check, hetero_data
from gnn.doses import class_doses, event_doses
from gnn.hazard_problem import event_slope
from gnn.model import GPU_TOLERANCE, AdditiveHazardNetwork, hazard_loss
from gnn.torch_problem import device_of
from graph.errors import ModelError
from tests.relation_worlds import Built, expert, full_coefficients, random_world

SEEDS = st.integers(0, 100_000)
RULE = settings(max_examples=25, deadline=None)
FAMILIES = tuple(expert().paths.families)
HALF_LIVES = full_coefficients().half_lives_months


def model_of(built: Built) -> AdditiveHazardNetwork:
    model = AdditiveHazardNetwork(FAMILIES, HALF_LIVES)
    model.take(built.network.coefficients)
    return model


def every_unit(built: Built) -> Any:
    return np.arange(built.units.count)


@given(seed=SEEDS)
@RULE
def test_the_module_says_what_the_month_says(seed: int) -> None:
    built = Built(random_world(seed))

    with torch.no_grad():
        raw = model_of(built)(hetero_data(built.network, every_unit(built))).numpy()

    assert np.abs(raw - built.network.raw_all()).max() < 1e-9


@given(seed=SEEDS)
@RULE
def test_one_unit_alone_says_the_same_as_all_together(seed: int) -> None:
    built = Built(random_world(seed))
    model, unit = model_of(built), seed % built.units.count

    with torch.no_grad():
        alone = float(model(hetero_data(built.network, np.array([unit])))[0])

    assert alone == pytest.approx(built.network.raw(np.array([unit]))[0], abs=1e-9)


@given(seed=SEEDS)
@RULE
def test_the_gradient_is_dose_times_slope_of_the_likelihood(seed: int) -> None:
    built = Built(random_world(seed))
    units = every_unit(built)
    model = AdditiveHazardNetwork(FAMILIES, HALF_LIVES, own_columns=1)
    model.take(built.network.coefficients)
    with torch.no_grad():
        model.own[0] = 0.1
    rng = np.random.default_rng(seed)
    outcome, weight = rng.random(len(units)) < 0.5, rng.random(len(units)) + 0.1

    hazard = model(hetero_data(built.network, units), torch.ones(len(units), 1, dtype=torch.float64))
    hazard_loss(hazard, torch.from_numpy(outcome), torch.from_numpy(weight)).backward()  # type: ignore[no-untyped-call]

    raw = built.network.raw_all() + 0.1
    slope = weight / weight.sum() * np.where(outcome, event_slope(raw), 1.0)
    wanted = np.ones((5, len(HALF_LIVES)), bool)
    assert model.own.grad is not None
    assert float(model.own.grad[0]) == pytest.approx(slope.sum(), abs=1e-9)
    for reached in built.network.reach(units):
        convolution = model.convolutions[reached.family]
        network = built.network
        events = event_doses(reached.events, network.events, network.decays, len(units), wanted)
        classes = class_doses(reached.classes, len(units))
        assert convolution.theta.grad is not None
        assert convolution.gamma.grad is not None
        assert np.abs(convolution.theta.grad.numpy() - events @ slope).max() < 1e-9
        assert np.abs(convolution.gamma.grad.numpy() - classes @ slope).max() < 1e-9


@given(seed=SEEDS)
@RULE
def test_no_edge_comes_from_what_names_the_unit(seed: int) -> None:
    built = Built(random_world(seed))
    data = hetero_data(built.network, every_unit(built))
    heads = [built.ids[head] for head in built.units.head]
    named = [built.oracle.naming(head) for head in heads]

    for family in FAMILIES:
        events, units = data[EVENT, family, UNIT].edge_index.tolist()
        records = [built.record_ids[data[EVENT].record[event]] for event in events]
        assert all(record not in named[unit] for record, unit in zip(records, units, strict=True))
        parties, units = data[PARTY, family, UNIT].edge_index.tolist()
        assert all(int(data[PARTY].code[p]) != u for p, u in zip(parties, units, strict=True))


def sample_data() -> tuple[Built, Any]:
    """A world in which several families carry."""
    for seed in range(200):
        built = Built(random_world(seed))
        data = hetero_data(built.network, every_unit(built))
        if data[EVENT, "shared_person", UNIT].strength.numel() > 3 and built.network.raw_all().max() > 1:
            return built, data
    raise AssertionError("no such world")


def test_edges_name_the_ties_of_their_path() -> None:
    built, data = sample_data()
    ties = built.snapshot.ties
    store = data[EVENT, "shared_person", UNIT]

    for (touch, near), unit in zip(store.tie.tolist(), store.edge_index[1].tolist(), strict=True):
        ends = built.units.contract(np.array([ties.numbers(end)[near] for end in ("src", "dst")]))
        assert near == -1 or unit in ends
        assert touch >= 0


@pytest.mark.parametrize("damage", ["index", "strength", "nan", "pair", "jump"])
def test_damaged_data_is_refused(damage: str) -> None:
    _, data = sample_data()
    store = data[EVENT, "shared_person", UNIT]
    if damage == "index":
        store.edge_index[1, 0] = 10_000
    elif damage == "strength":
        store.strength[0] = 1.5
    elif damage == "nan":
        store.strength[0] = float("nan")
    elif damage == "pair":
        store.pair[:] = 0
    else:
        store.pair[-1] += 5

    with pytest.raises(ModelError, match="expected"):
        check(data)


def test_units_out_of_range_are_refused() -> None:
    built, _ = sample_data()

    for units in (np.array([-1]), np.array([built.units.count]), np.zeros(0, np.int64)):
        with pytest.raises(ModelError, match="expected unit codes"):
            hetero_data(built.network, units)


def test_projection_makes_exact_zeros() -> None:
    _, data = sample_data()
    model = AdditiveHazardNetwork(FAMILIES, HALF_LIVES)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.fill_(-0.2)
        model.convolutions[FAMILIES[0]].theta[2, 1] = 0.3

    model.project()

    assert float(model.convolutions[FAMILIES[0]].theta.detach().sum()) == pytest.approx(0.3)
    assert all(float(p.detach().min()) == 0.0 for p in model.parameters() if p.numel())
    assert float(model(data).detach().min()) >= 0.0


def test_coefficients_come_back_as_a_month_reads_them() -> None:
    built, _ = sample_data()

    returned = model_of(built).coefficients(source="test")

    for family in FAMILIES:
        assert (returned.theta(family) == built.network.coefficients.theta(family)).all()
        assert (returned.gamma(family) == built.network.coefficients.gamma(family)).all()


def test_coefficients_of_another_network_are_refused() -> None:
    with pytest.raises(ModelError, match="half-lives"):
        AdditiveHazardNetwork(FAMILIES, (12.0,)).take(full_coefficients())
    with pytest.raises(ModelError, match="equity"):
        AdditiveHazardNetwork(("shared_person",), HALF_LIVES).take(full_coefficients())


def test_projected_steps_of_an_optimiser_reach_the_convex_fit() -> None:
    from gnn.fit import fit_hazard

    rng = np.random.default_rng(2)
    doses = np.column_stack((np.ones(400), rng.exponential(1.0, (400, 3)) * (rng.random((400, 3)) < 0.4)))
    outcome = rng.random(400) < -np.expm1(-doses @ np.array([0.1, 0.5, 0.0, 0.2]))
    model = AdditiveHazardNetwork((), (12.0,), own_columns=4)
    with torch.no_grad():
        model.own.fill_(0.2)
    design, labels = torch.from_numpy(doses), torch.from_numpy(outcome)
    optimiser = torch.optim.Adam(model.parameters(), lr=0.02)

    for step in range(400):
        optimiser.param_groups[0]["lr"] = 0.03 * 0.985**step
        optimiser.zero_grad()
        hazard_loss(design @ model.own, labels, torch.ones(400, dtype=torch.float64)).backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        model.project()

    fitted = fit_hazard(doses, outcome, np.ones(400), ridge=np.zeros(4), prior=np.zeros(4))
    assert model.own.detach().numpy() == pytest.approx(fitted.coefficients, abs=1e-3)


def test_a_gpu_asked_for_but_absent_is_refused() -> None:
    if torch.cuda.is_available():
        assert device_of("cuda").type == "cuda"
        return
    assert device_of("auto").type == "cpu"
    with pytest.raises(ModelError, match="got none that torch can use"):
        device_of("cuda")
    with pytest.raises(ModelError, match="expected device"):
        device_of("tpu")


@pytest.mark.skipif(not torch.cuda.is_available(), reason="NO GPU HERE: the module ran on the CPU only")
def test_a_gpu_says_the_same_within_its_tolerance() -> None:
    built, data = sample_data()
    model = model_of(built).to(device_of("cuda"))

    with torch.no_grad():
        raw = model(data.to(device_of("cuda"))).cpu().numpy()

    assert raw == pytest.approx(built.network.raw_all(), rel=GPU_TOLERANCE, abs=1e-12)


def test_only_the_module_and_its_data_import_torch() -> None:
    modules = "gnn.fit, gnn.metrics, gnn.bootstrap, gnn.artefact, gnn.variants, gnn.network, gnn.receipt"
    code = f"import sys, {modules}; sys.exit('torch' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
