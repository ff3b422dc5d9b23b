"""Ownership of one enterprise: tree, conventions, controllers, candidates, findings."""

from __future__ import annotations

from dataclasses import replace

import pytest

from graph.domain import NodeKind, TieKind
from graph.ownership.conventions import Convention, Conventions, conventions
from graph.ownership.holdings import holdings_of
from scoring.results_ownership import ownership_of
from scoring.results_types_ownership import (
    Certainty,
    FindingKind,
    Holder,
    Ownership,
    OwnershipBasis,
    ShareRange,
)
from tests.ownership_graphs import WORKED, Shares, codes_of, world_of
from tests.relation_graphs import T, Tie, World, day


def read(shares: Shares | World, name: str, *, depth: int = 4, cap: int = 100) -> Ownership:
    world = shares if isinstance(shares, World) else world_of(shares)
    snapshot = world.freeze()
    return ownership_of(
        snapshot,
        holdings_of(snapshot),
        codes_of(snapshot)[name],
        as_of=snapshot.as_of,
        depth=depth,
        cap=cap,
    )


def holder(found: Ownership, name: str) -> Holder:
    [one] = [one for one in found.holders if one.id == name]
    return one


def test_holders_have_their_share_under_every_convention() -> None:
    found = read(WORKED, "B")

    assert holder(found, "P").shares[Convention.LOOK_THROUGH].low == pytest.approx(0.613636, abs=1e-6)
    assert holder(found, "A").shares[Convention.LOOK_THROUGH].low == pytest.approx(0.454545, abs=1e-6)
    assert holder(found, "A").shares[Convention.NETWORK_SHARE].low == pytest.approx(0.4)
    assert holder(found, "P").shares[Convention.TAX_LOOK_THROUGH].low == pytest.approx(0.7)
    assert holder(found, "P").direct == ShareRange(low=0.3, high=0.3)
    assert [one.id for one in found.holders] == ["P", "A"]


def test_the_tree_goes_level_by_level_and_cycles_are_marked() -> None:
    shares: Shares = {("P", "A"): 0.6, ("A", "B"): 0.4, ("B", "A"): 0.3, ("B", "C"): 0.5, ("C", "D"): 1.0}
    found = read(shares, "C")

    levels = {node.id: node.level for node in found.owners.nodes}
    assert levels == {"C": 0, "B": 1, "A": 2, "P": 3}
    assert [node.id for node in found.owned.nodes] == ["C", "D"]
    assert found.cycles == (("A", "B"),)
    assert {(t.owner_id, t.owned_id): t.in_cycle for t in found.owners.ties} == {
        ("A", "B"): True,
        ("B", "A"): True,
        ("B", "C"): False,
        ("P", "A"): False,
    }
    assert {node.id: node.cycle for node in found.owners.nodes} == {"C": None, "B": 0, "A": 0, "P": None}


def test_a_tree_cut_by_depth_or_cap_says_so_and_shares_are_those_of_the_whole() -> None:
    chain: Shares = {("P", "A"): 0.8, ("A", "B"): 0.5, ("B", "C"): 0.5}

    found = read(chain, "C", depth=1)

    assert (found.owners.total, found.owners.shown, found.owners.truncated) == (3, 1, True)
    assert [one.id for one in found.holders] == ["B"]
    assert found.beneficial_owners == ()
    assert read(chain, "C", cap=2).owners.shown == 2
    assert not read(chain, "C").owners.truncated


def test_controllers_come_lowest_first_with_the_ties_of_their_chain() -> None:
    found = read({("P", "A"): 0.6, ("A", "B"): 0.7, ("Q", "B"): 0.3}, "B")

    assert [(one.id, one.ultimate, one.chain) for one in found.controllers] == [
        ("A", False, ("t001",)),
        ("P", True, ("t000", "t001")),
    ]
    assert found.controllers[1].votes == ShareRange(low=0.7, high=0.7)


def test_unknown_shares_make_controllers_and_candidates_possible_not_certain() -> None:
    found = read({("P1", "A"): 0.4, ("P2", "A"): None}, "A")

    assert found.controllers == ()
    assert found.possible_controllers == ("P2",)
    assert {one.id: one.certainty for one in found.beneficial_owners} == {
        "P1": Certainty.CERTAIN,
        "P2": Certainty.POSSIBLE,
    }
    assert holder(found, "P2").direct == ShareRange(low=0.0, high=0.6)
    assert [one.kind for one in found.findings] == [FindingKind.UNKNOWN_SHARES]


def test_a_quarter_looked_through_makes_a_candidate() -> None:
    found = read({("P1", "A"): 0.5, ("A", "B"): 0.5, ("P2", "B"): 0.24, ("P3", "B"): 0.26}, "B")

    assert [(one.id, one.basis) for one in found.beneficial_owners] == [
        ("P3", OwnershipBasis.SHARES),
        ("P1", OwnershipBasis.SHARES),
    ]


def test_who_controls_by_votes_is_a_candidate_where_nobody_has_a_quarter() -> None:
    shares: Shares = {("P1", "A"): 0.6, ("A", "B"): 0.6, ("B", "C"): 0.6}

    [one] = read(shares, "C").beneficial_owners

    assert (one.id, one.basis) == ("P1", OwnershipBasis.CONTROL)
    assert one.share == ShareRange(low=0.216, high=0.216)


def test_who_represents_the_enterprise_is_the_last_candidate() -> None:
    world = world_of({("P1", "A"): 0.1})
    represented = world.with_ties(Tie("r", TieKind.LEGAL_REPRESENTATIVE_OF, "P1", "A", start=T - 9))

    [one] = read(represented, "A").beneficial_owners

    assert (one.basis, one.share) == (OwnershipBasis.REPRESENTATIVE, None)


def test_what_is_wrong_with_the_shares_is_told() -> None:
    shares: Shares = {("P1", "A"): 0.7, ("P2", "A"): 0.6, ("A", "A"): 0.1, ("A", "X"): 1.0, ("X", "Y"): 1.0}
    shares |= {("Y", "X"): 1.0}
    found = read(shares, "A")

    assert {(one.kind, one.nodes) for one in found.findings} == {
        (FindingKind.OVER_FULL, ("A",)),
        (FindingKind.OVER_FULL, ("X",)),
        (FindingKind.TREASURY, ("A",)),
    }
    assert [one.value for one in found.findings] == pytest.approx([1.4, 2.0, 0.1])


def test_a_cycle_nobody_outside_holds_is_a_finding() -> None:
    found = read({("A", "B"): 1.0, ("B", "A"): 1.0}, "A")

    assert [(one.kind, one.nodes) for one in found.findings] == [(FindingKind.CLOSED_CYCLE, ("A", "B"))]


def test_an_enterprise_without_holdings_has_an_empty_tree() -> None:
    world = world_of({("P1", "A"): 0.5})
    lonely = replace(world, firms=(*world.firms, type(world.firms[0])("Z")))

    found = read(lonely, "Z")

    assert (found.owners.total, found.owned.total, found.holders, found.controllers) == (0, 0, (), ())
    assert found.owners.nodes[0].kind is NodeKind.ENTERPRISE


def test_a_day_before_shows_the_holdings_of_that_day() -> None:
    world = world_of({("P1", "A"): 0.5}, start=T - 100, end=T - 10)
    snapshot = world.freeze()
    then = holdings_of(snapshot, day=day(T - 50))

    assert len(then.owner) == 1
    assert len(holdings_of(snapshot).owner) == 0


def test_every_convention_says_its_law_and_its_threshold() -> None:
    found = read(WORKED, "A").conventions

    assert {one.id for one in found} == set(Convention)
    assert all(one.law and one.source and one.formula for one in found)


def test_a_convention_without_its_threshold_is_refused() -> None:
    raw = conventions().model_dump(mode="json")
    raw["conventions"]["control"]["more_than"] = None

    with pytest.raises(ValueError, match="control: expected thresholds"):
        Conventions.model_validate(raw)
