"""Kappa for target shares: the frozen month is reproduced, only read, and the best kappa is found."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from graph.domain import OWN_FACTORS, Factor, RiskClass
from graph.errors import InputError
from scoring.classes import clamp, class_codes
from scoring.factors import own_hazards
from scoring.job.score import relationship_hazard
from scoring.pack import Pack, load_pack
from scoring.points import score_hundredths
from scoring.results import Month, Months
from scoring.weights.calibration import calibrate, deviation_of, target_bands
from scoring.weights.class_shares import FrozenHazards
from scoring.weights.points import measured_rows, reference_of
from scoring.weights.rules import weight_rules

RULES = weight_rules().calibration
LINEAR = Path(__file__).parent / "linear_pack.yaml"


@pytest.fixture(scope="module")
def month(two_months: Path) -> Month:
    return Months(two_months).open("2026-10")


@pytest.fixture(scope="module")
def hazards(month: Month, two_months: Path) -> FrozenHazards:
    return FrozenHazards.of(month, month.pack, two_months)


def spread(n: int = 4_000) -> FrozenHazards:
    """Own hazards from 0 upward, evenly: shares can be read off by hand."""
    level = np.linspace(0, 1, n, endpoint=False)
    free = {factor: level if factor in OWN_FACTORS else np.zeros(n) for factor in Factor}
    return FrozenHazards(free=free, grouped=(), relation=np.zeros(n), direct=np.zeros(n, np.bool_))


def only_enforcement(n: int = 1_000) -> FrozenHazards:
    """Points in the enforcement factor alone, evenly from 0 to 1."""
    free = {factor: np.zeros(n) for factor in Factor}
    free[Factor.ENFORCEMENT] = np.linspace(0, 1, n, endpoint=False)
    return FrozenHazards(free=free, grouped=(), relation=np.zeros(n), direct=np.zeros(n, np.bool_))


@pytest.fixture(scope="module")
def mrt() -> Pack:
    return load_pack("mrt")


def test_the_frozen_month_gives_its_own_scores_again(month: Month, hazards: FrozenHazards) -> None:
    rows = np.flatnonzero(month.scores.numbers("scored"))

    again = hazards.scores(month.pack)

    assert again.tolist() == month.scores.numbers("score")[rows].tolist()


@pytest.mark.parametrize(("kappa", "enforcement"), [(1.5, 0.35), (6.0, 0.35), (3.465, 0.5)])
def test_other_weights_give_what_the_job_s_own_functions_give_for_the_same_tables(
    month: Month, hazards: FrozenHazards, two_months: Path, kappa: float, enforcement: float
) -> None:
    moved = enforcement - month.pack.factors[Factor.ENFORCEMENT]
    factors = {**month.pack.factors, Factor.ENFORCEMENT: enforcement}
    factors[Factor.OPERATING] -= moved
    pack = month.pack.model_copy(update={"kappa": kappa, "factors": factors})
    rows = np.flatnonzero(month.scores.numbers("scored"))
    own = own_hazards(measured_rows(month, rows, pack), pack, reference_of(month, two_months))
    raw = month.network.raw_all()[month.scores.numbers("unit")][rows]
    relation = relationship_hazard(raw, own.structural, month.scale, pack)
    model = score_hundredths(own.total + relation, pack)
    standalone = class_codes(score_hundredths(own.total, pack), pack)
    expected, _ = clamp(model, standalone, np.zeros(len(rows), np.bool_), pack)

    assert hazards.scores(pack).tolist() == expected.tolist()


def test_one_fact_counts_up_to_the_maximum_of_its_group(mrt: Pack) -> None:
    # lines 3.465 * 0.2 * p and 3.465 * 0.35 * q; with p 0.5 alone .3465, with both .953, with p 0.2 .1386
    operating, enforcement = np.array([0.5, 0.5, 0.2]), np.array([0.0, 0.5, 0.0])
    grouped = ((0.3, {Factor.OPERATING: operating, Factor.ENFORCEMENT: enforcement}),)
    none = np.zeros(3)
    free = dict.fromkeys(Factor, none)

    found = FrozenHazards(free=free, grouped=grouped, relation=none, direct=none > 0).scores(mrt)

    limited, below = 100_000 * (1 - np.exp(-0.3)), 100_000 * (1 - np.exp(-0.1386))
    assert found.tolist() == [round(limited), round(limited), round(below)]


def test_at_the_cap_the_relationship_hazard_is_computed_again(month: Month, two_months: Path) -> None:
    low = month.pack.model_copy(update={"factors": {**month.pack.factors, Factor.RELATIONSHIP: 1e-4}})
    high = month.pack.model_copy(update={"kappa": 20.0})

    found = FrozenHazards.of(month, month.pack, two_months)

    raw = month.network.raw_all()[month.scores.numbers("unit")] * month.scale
    rows = np.flatnonzero(month.scores.numbers("scored"))
    assert found.relation == pytest.approx(raw[rows], rel=1e-9)
    assert found.scores(low).sum() < found.scores(month.pack).sum() < found.scores(high).sum()


@pytest.mark.parametrize("name", ["kappa", "factors"])
def test_calibration_reaches_a_target_that_can_be_reached(mrt: Pack, name: str) -> None:
    # own factors sum to 0.8: hazard of the enterprise at share x is 0.8 kappa x; D begins at ln 4
    target = target_bands("A=60,B=30,C=7,D=3", RULES)

    found = calibrate(spread(), mrt, "2026-10", {**target}, RULES, factors=name == "factors")

    assert found.kappa_before == mrt.kappa
    assert found.deviation <= deviation_of(found.shares_before, target)
    assert sum(found.factors.values()) == pytest.approx(1, abs=1e-12)


def test_the_share_of_class_d_is_met_to_the_enterprise(mrt: Pack) -> None:
    # D from hazard ln 4 on: with kappa k that is the share 1 - ln 4 / (0.8 k); 5 % needs k = ln 4 / 0.76
    bands = {**dict.fromkeys(RiskClass, (0.0, 1.0)), RiskClass.D: (0.05, 0.05)}

    found = calibrate(spread(), mrt, "2026-10", bands, RULES, factors=False)

    assert found.kappa == pytest.approx(np.log(4) / 0.76, rel=1e-3)
    assert found.shares[RiskClass.D] == pytest.approx(0.05, abs=0.0005)
    assert found.reached


def test_within_the_bands_nothing_moves(month: Month, hazards: FrozenHazards) -> None:
    shares = hazards.shares(month.pack)
    bands = {name: (share - 0.01, share + 0.01) for name, share in shares.items()}

    found = calibrate(hazards, month.pack, "2026-10", bands, RULES, factors=True)

    assert (found.kappa, found.factors) == (month.pack.kappa, month.pack.factors)
    assert found.shares == shares


def test_an_impossible_target_ends_and_says_how_far_it_is_away(mrt: Pack) -> None:
    bands = target_bands("A=0,B=0,C=100,D=0", RULES)

    found = calibrate(spread(), mrt, "2026-10", bands, RULES, factors=False)

    assert not found.reached
    assert found.deviation > 0.5
    assert RULES.kappa.value[0] <= found.kappa <= RULES.kappa.value[1]


def test_no_kappa_is_proposed_under_which_class_d_cannot_be_reached(mrt: Pack) -> None:
    bands = target_bands("A=100,B=0,C=0,D=0", RULES)

    found = calibrate(spread(), mrt, "2026-10", bands, RULES, factors=False)

    # 1000 (1 - exp(-kappa)) reaches 750 from ln 4 on
    assert found.kappa >= np.log(4)


def test_a_weighted_sum_is_moved_by_its_factor_weights(mrt: Pack) -> None:
    linear = load_pack(LINEAR)
    frozen = only_enforcement()
    bands = {**dict.fromkeys(RiskClass, (0.0, 1.0)), RiskClass.A: (0.40, 0.41)}

    still, moved = (calibrate(frozen, linear, "2026-10", bands, RULES, factors=one) for one in (False, True))

    assert still.shares == still.shares_before
    assert moved.factors[Factor.ENFORCEMENT] > linear.factors[Factor.ENFORCEMENT]
    assert moved.deviation < still.deviation


def test_no_factor_weight_leaves_half_to_double_of_its_own_however_far_the_target_is() -> None:
    linear = load_pack(LINEAR)
    bands = {**dict.fromkeys(RiskClass, (0.0, 1.0)), RiskClass.A: (0.05, 0.06)}

    found = calibrate(only_enforcement(), linear, "2026-10", bands, RULES, factors=True)

    assert found.factors[Factor.ENFORCEMENT] > 1.4 * linear.factors[Factor.ENFORCEMENT]
    for factor, weight in linear.factors.items():
        assert 0.5 * weight - 1e-6 <= found.factors[factor] <= 2 * weight + 1e-6


def test_boundaries_as_advice_give_the_middle_of_the_target(mrt: Pack) -> None:
    linear = load_pack(LINEAR)
    bands = target_bands("A=60,B=30,C=7,D=3", RULES)

    found = calibrate(spread(1_000), linear, "2026-10", bands, RULES, factors=False)

    # scores 0, 0.8, 1.6 ...: of 1,000 enterprises the one at place 600 has 480
    assert found.boundaries == {RiskClass.B: 480.0, RiskClass.C: 720.0, RiskClass.D: 776.0}


def test_calibration_touches_no_file_of_the_month(month: Month, two_months: Path) -> None:
    def digest() -> str:
        files = sorted(path for path in two_months.rglob("*") if path.is_file())
        return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()

    before = digest()
    hazards = FrozenHazards.of(month, month.pack, two_months)
    calibrate(hazards, month.pack, "2026-10", RULES.bands.value, RULES, factors=True)

    assert digest() == before


def test_without_words_the_target_is_the_usual_bands() -> None:
    assert target_bands(None, RULES) == RULES.bands.value


def test_a_target_may_be_shares_or_bands() -> None:
    assert target_bands("D=1.5-6, A=50-75,B=15-40,C=5-8", RULES) == RULES.bands.value


@pytest.mark.parametrize(
    "text",
    ["A=60,B=30,C=7", "A=60,B=30,C=7,D=4", "A=60,B=30,C=7,E=3", "A=60,A=60,B=30,D=10", "A=x,B=30,C=7,D=3",
     "A=-5,B=95,C=7,D=3", "A=nan,B=30,C=7,D=3", "A=75-50,B=30,C=7,D=3", ""],
)  # fmt: skip
def test_a_target_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="target: expected"):
        target_bands(text, RULES)
