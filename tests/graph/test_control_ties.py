"""Ties of control: their days and strength, the state exception, and buckets for good."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from graph.control_ties import ControlTies, control_ties
from graph.domain import DAY_OPEN, DAY_UNKNOWN, TieKind
from graph.legs import leg_strengths
from graph.path_rules import PathRules
from graph.units import build_units
from tests.ownership_graphs import Shares, world_of
from tests.relation_graphs import Firm, Person, T, Tie, World
from tests.relation_worlds import Built, expert, small_hub_rules


def derived(world: World, rules: PathRules | None = None) -> tuple[ControlTies, list[tuple[str, str]]]:
    """Ties of control of a world and their ends by name."""
    rules = rules or expert().paths
    snapshot = world.freeze()
    units = build_units(snapshot)
    ties = control_ties(snapshot, units, rules, leg_strengths(snapshot, rules))
    ends = zip(ties.controller.tolist(), ties.controlled.tolist(), strict=True)
    return ties, [(snapshot.id_of(units.node_code(a)), snapshot.id_of(units.node_code(b))) for a, b in ends]


GROUP: Shares = {("P", "A"): 0.6, ("A", "B"): 0.8, ("A", "C"): 0.7}


def test_every_controller_of_two_or_more_has_its_ties() -> None:
    _, ends = derived(world_of(GROUP))

    assert sorted(ends) == [("A", "B"), ("A", "C"), ("P", "A"), ("P", "B"), ("P", "C")]


def test_a_tie_of_control_lasts_as_long_as_all_of_its_chain() -> None:
    world = world_of(GROUP)
    first = replace(world.ties[0], start=T - 900, confidence=0.5)
    second = replace(world.ties[1], start=T - 400, end=T + 10)
    third = replace(world.ties[2], start=DAY_UNKNOWN)
    ties, ends = derived(replace(world, ties=(first, second, third)))

    found = dict(zip(ends, zip(ties.valid_from.tolist(), ties.valid_to.tolist(), strict=True), strict=True))
    strength = dict(zip(ends, ties.strength.tolist(), strict=True))

    assert found["P", "B"] == (T - 400, T + 10)
    assert found["P", "C"] == (DAY_UNKNOWN, DAY_OPEN)
    assert strength["P", "B"] == pytest.approx(0.9 * 0.5)
    assert strength["A", "B"] == pytest.approx(0.9)


def test_whom_only_a_state_body_joins_is_not_related() -> None:
    shares: Shares = {("S", "A"): 0.9, ("S", "B"): 0.9, ("A", "C"): 0.9, ("A", "D"): 0.9}
    world = world_of(shares)
    state = replace(world, firms=tuple(replace(f, state_body=int(f.id == "S")) for f in world.firms))

    assert ("S", "A") in derived(world)[1]
    assert sorted(derived(state)[1]) == [("A", "C"), ("A", "D")]


def test_a_flag_is_not_enough_where_the_register_is_the_site_s_own() -> None:
    world = world_of({("S", "A"): 0.9, ("S", "B"): 0.9})
    flagged = replace(world, firms=tuple(replace(f, state_body=int(f.id == "S")) for f in world.firms))
    raw = expert().paths.model_dump(mode="json")
    raw["state_investors"]["delivered_register"] = False
    own = PathRules.model_validate(raw)
    raw["state_investors"]["entries"] = [{"node_id": "S", "since": "2026-01-01", "basis": "register"}]
    listed = PathRules.model_validate(raw)
    raw["state_investors"]["entries"][0]["until"] = "2026-06-01"
    over = PathRules.model_validate(raw)

    assert len(derived(flagged, own)[1]) == 2
    assert derived(flagged, listed)[1] == []
    assert len(derived(flagged, over)[1]) == 2


def hub(count: int, **tie: Any) -> World:
    """One person over enterprises that entered one after the other."""
    return World(
        firms=tuple(Firm(f"E{k}") for k in range(count)),
        persons=(Person("P:1"),),
        ties=tuple(
            Tie(f"t{k}", TieKind.HOLDS, "P:1", f"E{k}", share=1.0, entered=T - 100 + k, **tie)
            for k in range(count)
        ),
    )


def test_the_bucket_of_a_tie_is_the_number_controlled_when_it_entered() -> None:
    ties, ends = derived(hub(6), small_hub_rules())

    factors = {name: factor for (_, name), factor in zip(ends, ties.factor.tolist(), strict=True)}

    assert factors == {"E0": 1.0, "E1": 1.0, "E2": 0.3, "E3": 0.3, "E4": 0.0, "E5": 0.0}


def test_what_enters_later_never_changes_an_older_bucket() -> None:
    before, ends = derived(hub(3), small_hub_rules())
    after, more = derived(hub(6), small_hub_rules())

    older = dict(zip(more, after.factor.tolist(), strict=True))

    assert {end: older[end] for end in ends} == dict(zip(ends, before.factor.tolist(), strict=True))


def test_sisters_under_a_person_over_chains_reach_each_other() -> None:
    shares: Shares = {("P", "A"): 0.6, ("P", "X"): 0.9, ("A", "B"): 0.8, ("X", "Y"): 0.7}
    built = Built(world_of(shares), expert().paths, expert().coefficients)
    equity = built.oracle.paths("B", expert().paths.families["equity"])

    assert {path.party for path in equity} == {"A", "X", "Y"}


def test_control_is_left_out_where_no_family_asks_for_it() -> None:
    raw = expert().paths.model_dump(mode="json")
    raw["families"]["equity"]["patterns"].remove("same_controller")

    assert derived(world_of(GROUP), PathRules.model_validate(raw))[1] == []


@pytest.mark.parametrize("broken", ["control", "ties"])
def test_a_family_over_control_needs_the_rules_of_control_and_holdings(broken: str) -> None:
    raw = expert().paths.model_dump(mode="json")
    if broken == "control":
        raw["control"] = None
    else:
        raw["families"]["equity"]["ties"] = ["GUARANTEES"]

    with pytest.raises(ValueError, match="same_controller"):
        PathRules.model_validate(raw)
