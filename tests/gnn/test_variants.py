"""The declared grid: every point makes valid rules, and only what it names changes."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from gnn.coefficients import Coefficients
from gnn.variants import Grid, Variant, candidates, changed_rules, grid
from graph.domain import TieKind
from graph.errors import ModelError
from tests.relation_graphs import Firm, Person, Record, T, Tie, World
from tests.relation_worlds import Built, expert, random_world

NAMED = {"zh": "试", "en": "test"}


def grid_of(*variants: dict[str, Any]) -> Grid:
    return Grid.model_validate(
        {"since": "2026-11-22", "source": "test", "variants": [NAMED | one for one in variants]}
    )


def test_the_pack_comes_first_and_every_grid_point_changes_it() -> None:
    found = list(candidates(expert().paths))

    assert found[0].id == "pack"
    assert found[0].rules == expert().paths
    assert [candidate.id for candidate in found[1:]] == [variant.id for variant in grid().variants]
    assert all(candidate.rules != expert().paths for candidate in found[1:])


def test_a_grid_point_that_changes_nothing_is_no_candidate() -> None:
    same = {"id": "same", "meaning": "as it is", "set": {"ended.half_life_months": 12}}

    assert [candidate.id for candidate in candidates(expert().paths, grid_of(same))] == ["pack"]


def test_multiplying_stops_at_the_whole_and_keeps_zeros() -> None:
    stronger = next(v for v in grid().variants if v.id == "officers_stronger")

    officers = changed_rules(expert().paths, stronger).strengths[TieKind.OFFICER_OF]

    assert officers.roles["chair"] == 1.0
    assert officers.roles["supervisor"] == pytest.approx(0.45)
    assert officers.roles["administrator"] == 0.0
    holdings = changed_rules(expert().paths, stronger).strengths[TieKind.HOLDS]
    assert holdings == expert().paths.strengths[TieKind.HOLDS]


def test_a_strength_of_no_role_stops_at_the_whole_too() -> None:
    far = {"id": "far", "meaning": "far", "multiply": {"place": "strengths.GUARANTEES", "by": 3}}

    rules = changed_rules(expert().paths, Variant.model_validate(NAMED | far))

    assert rules.strengths[TieKind.GUARANTEES].default == 1.0


def test_once_over_all_counts_a_pair_by_its_strongest_tie_only() -> None:
    once = next(v for v in grid().variants if v.id == "once_over_all")
    rules = changed_rules(expert().paths, once)
    apart = tuple(name for name, family in expert().paths.families.items() if family.carry)
    world = World(
        firms=(Firm("E1"), Firm("E2")),
        persons=(Person("P:1"),),
        ties=(
            Tie("t1", TieKind.LEGAL_REPRESENTATIVE_OF, "P:1", "E1", start=T - 3652),
            Tie("t2", TieKind.LEGAL_REPRESENTATIVE_OF, "P:1", "E2", start=T - 3652),
            Tie("t3", TieKind.GUARANTEES, "E1", "E2", start=T - 3652),
        ),
        records=(Record("r", (("E2", "responsible"),), decided=T),),
    )

    adding = Built(world, expert().paths, flat(*apart)).raw()
    counting_once = Built(world, rules, flat("any_tie")).raw()

    assert set(rules.families) == {"any_tie", "place_contact_agent"}
    assert adding == pytest.approx({"E1": 1.0 + 0.6, "E2": 0.0})
    assert counting_once == pytest.approx({"E1": 1.0, "E2": 0.0})


def flat(*families: str) -> Coefficients:
    """Every event counts 1, faded with twelve months."""
    step = {"severity_at_least": 1, "half_life_months": 12, "hazard": 1.0}
    family = {"meaning": "test", "source": "test", "events": [step]}
    return Coefficients.model_validate(
        {"half_lives_months": [12], "families": dict.fromkeys(families, family)}
    )


def test_every_candidate_equals_brute_force_enumeration() -> None:
    for number, candidate in enumerate(candidates(expert().paths)):
        for seed in range(5 * number, 5 * number + 5):
            built = Built(random_world(seed), candidate.rules, flat(*candidate.rules.families))
            for unit, value in built.raw().items():
                assert value == pytest.approx(built.oracle.raw(unit), rel=1e-12, abs=1e-15), candidate.id


@pytest.mark.parametrize(
    ("variant", "reason"),
    [
        ({"set": {"hubs.depth": 3}}, "name a place of the rules"),
        ({"set": {"no.such.place": 3}}, "name a place of the rules"),
        ({"multiply": {"place": "strengths.HEARSAY", "by": 2}}, "name a place of the rules"),
        ({"set": {"share_curve.points": [[0, 0.5], [1, 0.4]]}}, "share curve must rise"),
        ({"set": {"carry.event_unknown": 2}}, "less than or equal to 1"),
    ],
)
def test_a_grid_point_that_makes_no_rules_is_refused(variant: dict[str, Any], reason: str) -> None:
    point = Variant.model_validate({**NAMED, "id": "odd", "meaning": "odd", **variant})

    with pytest.raises(ModelError, match=reason):
        changed_rules(expert().paths, point)


def test_a_grid_point_says_one_thing_and_has_an_id_of_its_own() -> None:
    with pytest.raises(ValidationError, match="exactly one of"):
        Variant.model_validate({**NAMED, "id": "none", "meaning": "nothing"})
    point = {"id": "twice", "meaning": "twice", "set": {"ended.half_life_months": 3}}
    with pytest.raises(ValidationError, match="ids of their own"):
        grid_of(point, point)
    with pytest.raises(ValidationError, match="not a variant"):
        Variant.model_validate(NAMED | point | {"id": "pack"})
