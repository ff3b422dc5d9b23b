"""Families of paths on graphs of three to six nodes: who is joined, through what."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.control_ties import control_ties
from graph.domain import TieKind
from graph.family_legs import family_legs
from graph.legs import leg_strengths
from graph.metapaths import LegColumns, assemble, expand, spread, stable_order, starts_of
from graph.path_rules import PathRules
from graph.units import build_units
from tests.relation_graphs import Firm, Person, T, Tie, World
from tests.relation_worlds import expert

LR, HOLDS, OFFICER = TieKind.LEGAL_REPRESENTATIVE_OF, TieKind.HOLDS, TieKind.OFFICER_OF
PEOPLE = (Person("P:1"), Person("P:2"))


def paths_of(world: World, family: str, rules: PathRules | None = None) -> dict[str, dict[str, float]]:
    """Strongest path without carry: head of the unit to party to strength."""
    rules = rules or expert().paths
    snapshot = world.freeze()
    units = build_units(snapshot)
    nodes = units.count + snapshot.nodes - units.first_person
    strengths = leg_strengths(snapshot, rules)
    control = control_ties(snapshot, units, rules, strengths)
    paths = assemble(
        family_legs(snapshot, units, rules.families[family], rules, control),
        LegColumns.of(snapshot, strengths, control),
        units=units.count,
        emits=np.ones(nodes, bool),
        carry=rules.families[family].carry,
    )
    found = expand(paths, np.arange(units.count), nodes)
    joined: dict[str, dict[str, float]] = {}
    for row, party, base in zip(found.row, found.party, found.base, strict=True):
        parties = joined.setdefault(snapshot.id_of(units.node_code(int(row))), {})
        name = snapshot.id_of(units.node_code(int(party)))
        parties[name] = max(parties.get(name, 0.0), round(float(base), 6))
    assert paths.costs(np.ones(nodes, np.int64)).sum() >= len(found.row)
    return joined


def test_two_enterprises_of_one_person_reach_each_other_and_never_themselves() -> None:
    world = World(
        firms=(Firm("E1"), Firm("E2")),
        persons=PEOPLE,
        ties=(Tie("t1", LR, "P:1", "E1"), Tie("t2", OFFICER, "P:1", "E2", role="director")),
    )
    assert paths_of(world, "shared_person") == {"E1": {"E2": 0.6}, "E2": {"E1": 0.6}}
    assert paths_of(world, "person_records") == {"E1": {"P:1": 1.0}, "E2": {"P:1": 0.6}}


def test_a_branch_and_its_head_office_are_one_and_join_as_one() -> None:
    world = World(
        firms=(Firm("E1"), Firm("E2", head="E1"), Firm("E3")),
        persons=PEOPLE,
        ties=(
            Tie("t1", LR, "P:1", "E1"),
            Tie("t2", LR, "P:1", "E2"),
            Tie("t3", LR, "P:2", "E2"),
            Tie("t4", LR, "P:2", "E3"),
        ),
    )
    assert paths_of(world, "shared_person") == {"E1": {"E3": 1.0}, "E3": {"E1": 1.0}}


def test_a_path_to_a_business_ends_at_its_operator() -> None:
    world = World(
        firms=(Firm("B1", entity_type="9500"), Firm("E1"), Firm("E2")),
        persons=PEOPLE,
        ties=(
            Tie("t1", LR, "P:1", "B1"),
            Tie("t2", OFFICER, "P:1", "E1", role="director"),
            Tie("t3", LR, "P:1", "E2"),
        ),
    )
    assert paths_of(world, "shared_person") == {
        "B1": {"E1": 0.6, "E2": 1.0},
        "E1": {"B1": 0.6, "E2": 0.6},
        "E2": {"B1": 1.0, "E1": 0.6},
    }
    assert paths_of(world, "person_records") == {}


def test_the_operator_of_a_business_damps_as_a_hub_when_a_path_ends_there() -> None:
    rules = crowded_rules()
    world = World(
        firms=(Firm("B1", entity_type="9500"), *(Firm(f"E{k}") for k in range(1, 4))),
        persons=PEOPLE,
        ties=(
            Tie("t0", LR, "P:1", "B1", entered=T - 9),
            *(Tie(f"t{k}", LR, "P:1", f"E{k}", entered=T - 9 + k) for k in range(1, 4)),
        ),
    )
    joined = paths_of(world, "shared_person", rules)
    assert joined["B1"] == {"E1": 1.0, "E2": 0.3}
    assert joined["E2"] == {"B1": 0.3, "E1": 0.3}
    assert "E3" not in joined


def crowded_rules() -> PathRules:
    raw = expert().paths.model_dump(mode="json")
    raw["hubs"]["buckets"] = [
        {"up_to": 1, "factor": 1.0},
        {"up_to": 2, "factor": 0.3},
        {"up_to": None, "factor": 0.0},
    ]
    return PathRules.model_validate(raw)


def test_equity_joins_owner_owned_and_sisters_but_not_co_shareholders() -> None:
    world = World(
        firms=(Firm("E1"), Firm("E2"), Firm("E3"), Firm("E4")),
        ties=(
            Tie("t1", HOLDS, "E1", "E2", share=1.0),
            Tie("t2", HOLDS, "E1", "E3", share=0.5),
            Tie("t3", HOLDS, "E4", "E3", share=0.2),
        ),
    )
    assert paths_of(world, "equity") == {
        "E1": {"E2": 1.0, "E3": 0.9},
        "E2": {"E1": 1.0, "E3": 0.9},
        "E3": {"E1": 0.9, "E2": 0.9, "E4": 0.4},
        "E4": {"E3": 0.4},
    }


def test_the_degree_of_a_shareholder_counts_owners_and_owned() -> None:
    world = World(
        firms=tuple(Firm(f"E{k}") for k in range(1, 5)),
        ties=(
            Tie("t1", HOLDS, "E4", "E1", share=1.0, entered=T - 9),
            Tie("t2", HOLDS, "E1", "E2", share=0.5, entered=T - 8),
            Tie("t3", HOLDS, "E1", "E3", share=0.5, entered=T - 7),
        ),
    )
    joined = paths_of(world, "equity", crowded_rules())
    assert joined["E2"] == {"E1": 0.9}  # the third unit at E1: no sister path, the direct one stays


@pytest.mark.parametrize("delivered", [True, False])
def test_a_state_investor_body_makes_no_sisters_but_stays_a_parent(delivered: bool) -> None:
    raw = expert().paths.model_dump(mode="json")
    raw["state_investors"]["delivered_register"] = delivered
    if not delivered:
        raw["state_investors"]["entries"] = [{"node_id": "E1", "since": "2020-01-01", "basis": "register"}]
    world = World(
        firms=(Firm("E1", state_body=1), Firm("E2"), Firm("E3")),
        ties=(Tie("t1", HOLDS, "E1", "E2", share=1.0), Tie("t2", HOLDS, "E1", "E3", share=1.0)),
    )
    assert paths_of(world, "equity", PathRules.model_validate(raw)) == {
        "E1": {"E2": 1.0, "E3": 1.0},
        "E2": {"E1": 1.0},
        "E3": {"E1": 1.0},
    }


def test_a_state_investor_body_counts_only_on_the_days_of_the_register() -> None:
    raw = expert().paths.model_dump(mode="json")
    entry = {"node_id": "E1", "since": "2020-01-01", "until": "2026-10-31", "basis": "register"}
    raw["state_investors"] |= {"delivered_register": False, "entries": [entry]}
    world = World(
        firms=(Firm("E1"), Firm("E2"), Firm("E3")),
        ties=(Tie("t1", HOLDS, "E1", "E2", share=1.0), Tie("t2", HOLDS, "E1", "E3", share=1.0)),
    )
    assert paths_of(world, "equity", PathRules.model_validate(raw))["E2"] == {"E1": 1.0, "E3": 1.0}


def test_a_mass_address_carries_nothing_and_another_place_does() -> None:
    raw = expert().paths.model_dump(mode="json")
    raw["mass_addresses"]["entries"] = [{"node_id": "A:1", "since": "2026-10-31", "basis": "park"}]
    world = World(
        firms=(Firm("E1"), Firm("E2"), Firm("E3")),
        places=("A:1", "A:2"),
        ties=(
            Tie("t1", TieKind.REGISTERED_AT, "E1", "A:1"),
            Tie("t2", TieKind.REGISTERED_AT, "E2", "A:1"),
            Tie("t3", TieKind.REGISTERED_AT, "E2", "A:2"),
            Tie("t4", TieKind.REGISTERED_AT, "E3", "A:2"),
        ),
    )
    joined = paths_of(world, "place_contact_agent", PathRules.model_validate(raw))
    assert joined == {"E2": {"E3": 0.09}, "E3": {"E2": 0.09}}


def test_a_guarantee_joins_both_ways_and_through_a_person_who_guarantees_both() -> None:
    world = World(
        firms=(Firm("E1"), Firm("E2"), Firm("E3")),
        persons=PEOPLE,
        ties=(
            Tie("t1", TieKind.GUARANTEES, "E1", "E2"),
            Tie("t2", TieKind.GUARANTEES, "P:1", "E2"),
            Tie("t3", TieKind.LENDS_TO, "P:1", "E3"),
        ),
    )
    assert paths_of(world, "guarantee_loan") == {
        "E1": {"E2": 0.6},
        "E2": {"E1": 0.6, "E3": 0.24},
        "E3": {"E2": 0.24},
    }


def test_a_wave_of_shells_leaves_the_older_tenants_their_factor() -> None:
    old = [Tie(f"a{k}", TieKind.REGISTERED_AT, f"E{k}", "A:1", entered=T - 500) for k in range(2)]
    wave = [Tie(f"b{k:03d}", TieKind.REGISTERED_AT, f"S{k}", "A:1", entered=T - 5) for k in range(80)]
    firms = (Firm("E0"), Firm("E1"), *(Firm(f"S{k}") for k in range(80)))
    joined = paths_of(World(firms=firms, places=("A:1",), ties=(*old, *wave)), "place_contact_agent")
    assert joined["E0"]["E1"] == pytest.approx(0.09)
    assert joined["E0"]["S7"] == pytest.approx(0.09)  # the tenth tenant
    assert joined["E0"]["S8"] == pytest.approx(0.027)  # the eleventh
    assert "S48" not in joined["E0"]  # the fifty-first


@given(st.lists(st.integers(0, 5), max_size=40))
def test_stable_order_is_the_stable_sorting_order(keys: list[int]) -> None:
    key = np.array(keys, np.int64)
    assert stable_order(key).tolist() == np.argsort(key, kind="stable").tolist()
    wide = key << 55
    assert stable_order(wide).tolist() == np.argsort(wide, kind="stable").tolist()


def test_spread_lists_the_entries_of_picked_rows_in_order() -> None:
    starts = starts_of(np.array([0, 0, 2, 2, 2]), 4)
    assert starts.tolist() == [0, 2, 2, 5, 5]
    at, entry = spread(starts, np.array([2, 1, 0]))
    assert (at.tolist(), entry.tolist()) == ([0, 0, 0, 2, 2], [2, 3, 4, 0, 1])
