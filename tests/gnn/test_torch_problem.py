"""A fit whose products a torch device computes: the same optimum with the same certificate."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from scipy import sparse
from typer.testing import CliRunner

from api.cli import app
from gnn.fit import HazardFit, fit_hazard, solved_by
from gnn.hazard_problem import HazardProblem
from gnn.torch_problem import FIT_TOLERANCE, on_device

ROWS, COLUMNS = 400, 7
WEIGHT, RIDGE, PRIOR = np.ones(ROWS), np.full(COLUMNS, 1e-3), np.zeros(COLUMNS)
DEVICES = ["cpu", *(["cuda"] if torch.cuda.is_available() else [])]


def drawn() -> tuple[sparse.csr_array, np.ndarray]:
    """Sparse doses beside a column of ones, and outcomes of a planted hazard."""
    draw = np.random.default_rng(11)
    doses = draw.exponential(1.0, (ROWS, COLUMNS)) * (draw.random((ROWS, COLUMNS)) < 0.4)
    doses[:, 0] = 1.0
    hazard = doses @ np.array([0.1, 0.3, 0.0, 0.05, 0.0, 0.6, 0.02])
    return sparse.csr_array(doses), draw.random(ROWS) < -np.expm1(-hazard)


DESIGN, OUTCOME = drawn()


def fitted() -> HazardFit:
    return fit_hazard(DESIGN, OUTCOME, WEIGHT, ridge=RIDGE, prior=PRIOR)


@pytest.mark.parametrize("device", DEVICES)
def test_a_device_finds_the_optimum_of_the_processor_with_its_certificate(device: str) -> None:
    plain = fitted()

    with solved_by(on_device(torch.device(device), rows=64)):
        there = fitted()

    unit = np.sqrt(np.asarray(DESIGN.power(2).mean(axis=0)))
    assert np.abs((there.coefficients - plain.coefficients) * unit).max() <= FIT_TOLERANCE
    assert there.converged
    assert there.kkt_residual <= 1e-8
    assert (there.coefficients == 0).tolist() == (plain.coefficients == 0).tolist()


@pytest.mark.parametrize("device", DEVICES)
def test_products_of_a_device_are_those_of_the_processor(device: str) -> None:
    problem = HazardProblem.of(DESIGN, OUTCOME, WEIGHT, ridge=RIDGE, prior=PRIOR, floor=PRIOR)
    there, at = on_device(torch.device(device), rows=64)(problem), problem.inside()

    assert there.value(at) == pytest.approx(problem.value(at), rel=1e-12)
    assert there.value_and_gradient(at)[1] == pytest.approx(problem.value_and_gradient(at)[1], abs=1e-12)
    assert there.curvature(at) == pytest.approx(problem.curvature(at), abs=1e-12)
    some = np.array([0, 2])
    assert there.curvature(at, some) == pytest.approx(problem.curvature(at, some), abs=1e-12)


def test_the_place_of_a_fit_ends_with_its_block() -> None:
    plain = fitted()
    with solved_by(on_device(torch.device("cpu"))):
        first, second = fitted(), fitted()

    assert first.coefficients.tobytes() == second.coefficients.tobytes()
    assert fitted().coefficients.tobytes() == plain.coefficients.tobytes()


@pytest.mark.skipif(torch.cuda.is_available(), reason="A GPU IS HERE: none can be missing")
@pytest.mark.parametrize(("device", "says"), [("cuda", "got none that torch can use"), ("tpu", "got 'tpu'")])
def test_training_on_a_device_that_is_not_there_is_refused_before_anything_is_made(
    device: str, says: str, tmp_path: Path
) -> None:
    """Here, where torch is loaded: the command alone would load it for this test."""
    words = ["train", "--day", "2026-10-31", "--author", "office", "--device", device]

    done = CliRunner().invoke(app, ["--home", str(tmp_path / "home"), *words])

    assert done.exit_code == 1
    assert says in done.stderr
    assert not (tmp_path / "home" / "panels").exists()
    assert not (tmp_path / "home" / "models").exists()
