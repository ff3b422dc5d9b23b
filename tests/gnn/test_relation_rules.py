"""Rules of paths and coefficients: what a pack may say, and what it must not."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from gnn.baseline import RelationshipRules
from graph.domain import TieKind
from tests.relation_worlds import expert


def raw_rules() -> dict[str, Any]:
    return expert().model_dump(mode="json")


def refused(raw: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        RelationshipRules.model_validate(raw)


def test_the_expert_rules_name_every_tie_kind_and_family() -> None:
    assert set(expert().paths.strengths) == set(TieKind)
    assert set(expert().coefficients.families) == set(expert().paths.families)


def test_every_expert_coefficient_says_what_it_means_and_where_it_comes_from() -> None:
    for family in expert().coefficients.families.values():
        assert family.meaning
        assert family.source
        assert all(step.hazard > 0 for step in family.events)
        assert all(step.hazard > 0 for step in family.classes)


def test_an_unknown_word_is_refused() -> None:
    refused(raw_rules() | {"scale": 2}, "Extra inputs")


def test_a_missing_tie_kind_is_refused() -> None:
    raw = raw_rules()
    del raw["paths"]["strengths"]["TRADES_WITH"]
    refused(raw, "TRADES_WITH")


def test_a_share_curve_that_falls_is_refused() -> None:
    raw = raw_rules()
    raw["paths"]["share_curve"]["points"] = [[0, 0.5], [1, 0.4]]
    refused(raw, "must rise")


def test_a_share_curve_that_does_not_span_all_shares_is_refused() -> None:
    raw = raw_rules()
    raw["paths"]["share_curve"]["points"] = [[0.1, 0.1], [1, 1]]
    refused(raw, "span")


def test_hub_factors_that_rise_with_the_degree_are_refused() -> None:
    raw = raw_rules()
    raw["paths"]["hubs"]["buckets"] = [{"up_to": 5, "factor": 0.1}, {"up_to": None, "factor": 0.2}]
    refused(raw, "must not rise")


def test_hub_buckets_must_end_with_any_degree() -> None:
    raw = raw_rules()
    raw["paths"]["hubs"]["buckets"] = [{"up_to": 5, "factor": 1}]
    refused(raw, "last hub bucket")


def test_a_negative_hazard_is_refused() -> None:
    raw = raw_rules()
    raw["coefficients"]["families"]["equity"]["events"][0]["hazard"] = -0.1
    refused(raw, "greater than or equal to 0")


def test_coefficients_of_an_unknown_family_are_refused() -> None:
    raw = raw_rules()
    raw["coefficients"]["families"]["hearsay"] = raw["coefficients"]["families"]["equity"]
    refused(raw, "hearsay")


def test_an_undeclared_half_life_is_refused() -> None:
    raw = raw_rules()
    raw["coefficients"]["families"]["equity"]["events"][0]["half_life_months"] = 5
    refused(raw, "half-life 5")


def test_a_family_without_coefficients_adds_nothing() -> None:
    raw = raw_rules()
    del raw["coefficients"]["families"]["equity"]
    coefficients = RelationshipRules.model_validate(raw).coefficients
    assert coefficients.theta("equity").sum() == 0
    assert coefficients.gamma("equity").sum() == 0


def test_theta_and_gamma_hold_the_steps_of_the_pack() -> None:
    theta = expert().coefficients.theta("equity")
    assert (theta[0, 2], theta[2, 3], theta[4, 4]) == (0.03, 0.07, 0.18)
    assert theta.sum() == pytest.approx(0.28)
    assert expert().coefficients.gamma("equity").tolist() == [0, 0.08, 0.16]
