"""Own hazards: weights, unknown values, bounds, and the maximum of a fact group."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.domain import OWN_FACTORS, Factor
from scoring.factors import OwnHazards, own_hazards
from scoring.indicators import Indicators, empty_indicators
from tests.scored_facts import MRT, empty_reference

IDS = [indicator.id for indicator in MRT.indicators]


def indicators(known: dict[str, float], bounds: dict[str, float] | None = None, rows: int = 1) -> Indicators:
    """Points of some indicators; the others are known to have none."""
    found = empty_indicators(MRT, rows)
    found.values[:] = 0.0
    found.bins[:] = 0.0
    found.known[:] = True
    for name, points in {**known, **(bounds or {})}.items():
        found.bins[:, IDS.index(name)] = points
        found.known[:, IDS.index(name)] = name not in (bounds or {})
    return found


def hazards(
    known: dict[str, float], bounds: dict[str, float] | None = None, means: dict[str, float] | None = None
) -> OwnHazards:
    """Hazards of one enterprise."""
    return own_hazards(indicators(known, bounds), MRT, empty_reference(MRT, means))


def line(found: OwnHazards, name: str) -> float:
    """Lambda of one indicator."""
    return float(found.lines[0, IDS.index(name)])


def weight(name: str) -> float:
    """Weight of one indicator."""
    return MRT.indicators[IDS.index(name)].weight


def test_a_line_is_kappa_times_factor_weight_times_weight_times_points() -> None:
    found = hazards({"JG05": 1.0, "JC01": 0.3})

    assert line(found, "JG05") == pytest.approx(3.465 * 0.35 * weight("JG05"))
    assert found.factors[0].tolist() == pytest.approx(
        [3.465 * 0.10 * weight("JC01") * 0.3, 0.0, line(found, "JG05"), 0.0]
    )
    assert found.total[0] == pytest.approx(found.factors[0].sum())
    assert found.structural.tolist() == [0.0]


def test_an_unknown_value_takes_the_mean_of_the_reference_else_its_prior() -> None:
    with_mean = hazards({}, {"JC01": np.nan}, {"JC01": 0.5})
    without = hazards({}, {"JC01": np.nan})

    per_point = 3.465 * 0.10 * weight("JC01")
    assert line(with_mean, "JC01") == pytest.approx(per_point * 0.5)
    assert line(without, "JC01") == pytest.approx(per_point * MRT.indicators[IDS.index("JC01")].unknown.prior)


def test_a_bound_takes_the_worse_of_its_points_and_the_mean_where_more_means_more_risk() -> None:
    low = hazards({}, {"JG07": 0.3}, {"JG07": 0.5})
    high = hazards({}, {"JG07": 0.6}, {"JG07": 0.5})

    per_point = 3.465 * 0.35 * weight("JG07")
    assert line(low, "JG07") == pytest.approx(per_point * 0.5)
    assert line(high, "JG07") == pytest.approx(per_point * 0.6)


def test_a_bound_takes_the_milder_where_more_means_less_risk() -> None:
    # ten patents at least: .1, though the mean of those known is .9
    found = hazards({}, {"JC09": 0.1}, {"JC09": 0.9})

    assert line(found, "JC09") == pytest.approx(3.465 * 0.20 * weight("JC09") * 0.1)


def test_lines_of_one_fact_are_scaled_together_to_the_groups_maximum() -> None:
    names = [i.id for i in MRT.indicators if i.fact_group == "annual_report"]
    found = hazards(dict.fromkeys(names, 1.0))
    free = {
        name: 3.465 * MRT.factors[MRT.indicators[IDS.index(name)].factor] * weight(name) for name in names
    }

    limit = MRT.fact_groups["annual_report"].max_lambda
    assert sum(free.values()) > limit
    assert found.total[0] == pytest.approx(limit)
    for name in names:
        assert line(found, name) == pytest.approx(free[name] * limit / sum(free.values()))


def test_lines_below_the_maximum_are_left_alone() -> None:
    found = hazards({"JY07": 1.0})

    assert found.total[0] == pytest.approx(3.465 * 0.20 * weight("JY07"))


def test_structural_items_are_apart_from_the_own_factors() -> None:
    structural = [MRT.indicators[row].id for row in MRT.of_factor(Factor.RELATIONSHIP)]

    found = hazards(dict.fromkeys(structural, 1.0))

    assert found.total[0] == 0.0
    assert found.factors.shape == (1, len(OWN_FACTORS))


@given(
    st.lists(st.floats(0, 1), min_size=len(IDS), max_size=len(IDS)),
    st.integers(0, len(IDS) - 1),
    st.floats(0, 1),
)
def test_more_points_of_any_indicator_never_lower_the_total(
    points: list[float], place: int, more: float
) -> None:
    found = indicators(dict(zip(IDS, points, strict=True)), rows=2)
    found.bins[1, place] = max(points[place], more)

    total = own_hazards(found, MRT, empty_reference(MRT)).total

    assert total[1] >= total[0] - 1e-12
    assert total.max() <= MRT.kappa * (1 - MRT.factors[Factor.RELATIONSHIP]) + 1e-9


def test_one_enterprise_alone_gives_the_bytes_it_gives_among_others() -> None:
    rng = np.random.default_rng(7)
    found = indicators({}, rows=50)
    found.bins[:] = rng.random(found.bins.shape)
    one = Indicators(ids=found.ids, values=found.values[7:8], bins=found.bins[7:8], known=found.known[7:8])

    many, alone = (own_hazards(i, MRT, empty_reference(MRT)) for i in (found, one))

    assert many.factors[7].tobytes() == alone.factors[0].tobytes()
