"""Control above half of the votes: who, by which chain, and where it ends."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.ownership.control import ControlForest, control_forest
from graph.ownership.holdings import Holdings, holdings_of
from graph.path_rules import Control
from tests.ownership_graphs import Shares, codes_of, graph, random_shares, world_of
from tests.relation_graphs import T

RULES = Control(more_than=0.5, strength=0.9, levels=32, rounds=64, meaning="test", source="test")
NOBODY = np.zeros(0, np.int64)


def forest(shares: Shares, rules: Control = RULES) -> tuple[ControlForest, Holdings, dict[str, int]]:
    holdings, codes = graph(shares)
    return control_forest(holdings, rules, NOBODY), holdings, codes


def parents(shares: Shares) -> dict[str, str]:
    """Lowest controller of everybody controlled, by name."""
    found, _, codes = forest(shares)
    names = {code: name for name, code in codes.items()}
    return {names[k]: names[int(p)] for k, p in enumerate(found.parent) if p >= 0}


def test_exactly_half_is_not_more_than_half() -> None:
    assert parents({("P", "A"): 0.5, ("Q", "A"): 0.5, ("P", "B"): 0.500001}) == {"B": "P"}


def test_a_chain_of_majorities_controls_to_its_end() -> None:
    found, holdings, codes = forest({("P", "A"): 0.6, ("A", "B"): 0.7, ("B", "C"): 0.51})

    assert found.roots()[codes["C"]] == codes["P"]
    assert found.depth[codes["C"]] == 3
    chain = found.chain(holdings, codes["P"], codes["C"])
    assert [int(holdings.owned[row]) for row in chain] == [codes["A"], codes["B"], codes["C"]]


def test_shares_of_controlled_enterprises_vote_as_one_block() -> None:
    shares: Shares = {("P", "A"): 0.6, ("P", "B"): 0.6, ("A", "C"): 0.3, ("B", "C"): 0.25, ("Q", "C"): 0.45}

    assert parents(shares) == {"A": "P", "B": "P", "C": "P"}


def test_the_lowest_of_nested_controllers_is_the_parent() -> None:
    shares: Shares = {
        ("P", "A"): 0.6,
        ("A", "B"): 0.6,
        ("A", "C"): 0.6,
        ("B", "D"): 0.3,
        ("C", "D"): 0.3,
        ("P", "D"): 0.1,
    }

    assert parents(shares)["D"] == "A"


def test_a_block_found_later_may_be_lower() -> None:
    shares: Shares = {
        ("A", "B"): 0.6,
        ("A", "M"): 0.6,
        ("B", "H"): 0.6,
        ("B", "K"): 0.3,
        ("H", "K"): 0.3,
        ("H", "J"): 0.3,
        ("M", "J"): 0.25,
        ("K", "J"): 0.3,
    }

    assert parents(shares)["J"] == "B"


def test_its_own_subsidiary_never_props_up_control_of_an_enterprise() -> None:
    shares: Shares = {
        ("P", "A"): 0.6,
        ("P", "J"): 0.25,
        ("A", "J"): 0.3,
        ("J", "B"): 1.0,
        ("B", "J"): 0.25,
    }

    assert parents(shares)["J"] == "P"


def test_the_chain_takes_the_greatest_holding_of_the_block() -> None:
    shares: Shares = {("P", "A"): 0.6, ("P", "C"): 0.2, ("A", "C"): 0.35}
    found, holdings, codes = forest(shares)

    chain = found.chain(holdings, codes["P"], codes["C"])

    assert [int(holdings.owner[row]) for row in chain] == [codes["P"], codes["A"]]


def test_a_circle_of_control_opens_where_the_latest_holding_entered() -> None:
    shares: Shares = {("A", "B"): 0.6, ("B", "C"): 0.6, ("C", "A"): 0.6}  # the last one enters last

    assert parents(shares) == {"B": "A", "C": "B"}


def test_shares_in_itself_do_not_vote() -> None:
    assert parents({("A", "A"): 0.3, ("P", "A"): 0.36, ("Q", "A"): 0.34}) == {"A": "P"}


def test_shares_above_the_whole_count_against_all_of_them() -> None:
    assert parents({("P", "A"): 0.6, ("Q", "A"): 0.6}) == {}
    assert parents({("P", "A"): 0.8, ("Q", "A"): 0.6}) == {"A": "P"}


def test_unknown_shares_control_nobody() -> None:
    assert parents({("P", "A"): None}) == {}


def test_a_barred_holder_controls_nobody_and_its_votes_are_in_no_block() -> None:
    shares: Shares = {("S", "G"): 1.0, ("G", "A"): 0.4, ("S", "A"): 0.3, ("G", "B"): 0.6}
    holdings, codes = graph(shares)

    found = control_forest(holdings, RULES, np.array([codes["S"]]))

    assert found.parent[codes["G"]] == -1
    assert found.parent[codes["A"]] == -1
    assert found.parent[codes["B"]] == codes["G"]


def test_the_same_holding_reported_twice_counts_once() -> None:
    world = world_of({("P", "A"): 0.4})
    twice = world.with_ties(*(type(t)(**{**t.__dict__, "id": "z" + t.id}) for t in world.ties))
    holdings = holdings_of(twice.freeze())

    assert holdings.total.max() == 400_000


@pytest.mark.parametrize(("start", "end"), [(T + 1, T + 99), (T - 99, T), (T - 99, T - 1)])
def test_holdings_not_in_force_on_the_day_do_not_count(start: int, end: int) -> None:
    snapshot = world_of({("P", "A"): 1.0}, start=start, end=end).freeze()

    assert len(holdings_of(snapshot).owner) == 0


def test_rounds_that_run_out_leave_control_out_and_say_so() -> None:
    # each J needs the J before it: one round for each
    ladder: Shares = {("P", "J0"): 0.6}
    for k in range(1, 6):
        ladder |= {("P", f"J{k}"): 0.3, (f"J{k - 1}", f"J{k}"): 0.3}
    few, _, codes = forest(ladder, RULES.model_copy(update={"rounds": 2}))
    all_of_them, _, _ = forest(ladder)

    assert not few.settled
    assert few.parent[codes["J5"]] == -1
    assert all_of_them.settled
    assert all_of_them.parent[codes["J5"]] == codes["P"]


def controlled(shares: Shares, owner: str) -> set[str]:
    """By definition: the least set that the owner's block outvotes."""
    inside = {owner}
    while True:
        more = {
            owned
            for _, owned in shares
            if owned not in inside
            and sum(round(1e6 * (s or 0)) for (o, d), s in shares.items() if d == owned and o in inside) > 5e5
        }
        if not more:
            return inside - {owner}
        inside |= more


@given(seed=st.integers(min_value=0, max_value=1_000_000))
@settings(max_examples=120, deadline=None)
def test_ancestors_are_exactly_the_controllers_by_definition(seed: int) -> None:
    shares = random_shares(seed, firms=9, full=1.0)
    names = sorted({name for pair in shares for name in pair})
    sets = {name: controlled(shares, name) for name in names}
    found, holdings, codes = forest(shares)
    by_code = {code: name for name, code in codes.items()}
    in_circle = {a for a in names for b in sets[a] if a in sets[b]}
    for name in names:
        ancestors, node = set(), int(found.parent[codes[name]])
        while node >= 0:
            ancestors.add(by_code[node])
            node = int(found.parent[node])
        right = {owner for owner in names if name in sets[owner]}
        assert ancestors <= right
        if not in_circle:
            assert ancestors == right
        for owner in ancestors:
            chain = found.chain(holdings, codes[owner], codes[name])
            assert holdings.owner[chain[0]] == codes[owner]
            assert holdings.owned[chain[-1]] == codes[name]


@given(seed=st.integers(min_value=0, max_value=1_000_000))
@settings(max_examples=40, deadline=None)
def test_control_depends_on_no_name(seed: int) -> None:
    shares = random_shares(seed, firms=9, full=1.0)
    renamed: Shares = {
        (o.replace("F", "X") if o != "F1" else "A1", d.replace("F", "X") if d != "F1" else "A1"): s
        for (o, d), s in shares.items()
    }

    def moved(name: str) -> str:
        return "A1" if name == "F1" else name.replace("F", "X")

    assert parents(renamed) == {moved(d): moved(o) for d, o in parents(shares).items()}


def test_codes_of_a_snapshot_name_every_node() -> None:
    assert sorted(codes_of(world_of({("P", "A"): 1.0}).freeze())) == ["A", "P"]
