"""Co-parties: what a decision against both must not bring back, computed by hand."""

from __future__ import annotations

from typing import Any

import pytest

from gnn.coefficients import Coefficients
from gnn.receipt import raw_parts
from graph.domain import TieKind
from tests.relation_graphs import Firm, Person, Record, T, Tie, World
from tests.relation_worlds import Built, expert

LR = TieKind.LEGAL_REPRESENTATIVE_OF


def unit_coefficients(event: float, by_class: float) -> Coefficients:
    """Every event of the shared person family counts ``event``, a class of B and up ``by_class``."""
    steps: dict[str, Any] = {
        "meaning": "test",
        "source": "test",
        "events": [{"severity_at_least": 1, "half_life_months": 12, "hazard": event}],
        "classes": [{"class_at_least": "B", "hazard": by_class}],
    }
    return Coefficients.model_validate({"half_lives_months": [12], "families": {"shared_person": steps}})


def pair_world(*records: Record) -> World:
    """E1 and E2 with the same representative for ten years."""
    return World(
        firms=(Firm("E1"), Firm("E2"), Firm("E3")),
        persons=(Person("P:1"),),
        ties=(
            Tie("t1", LR, "P:1", "E1", start=T - 3652),
            Tie("t2", LR, "P:1", "E2", start=T - 3652),
        ),
        records=records,
    )


def raw(world: World, event: float = 1.0, by_class: float = 0.0) -> dict[str, float]:
    return Built(world, expert().paths, unit_coefficients(event, by_class)).raw()


BOTH = (("E1", "responsible"), ("E2", "responsible"))


def test_a_record_of_another_reaches_by_its_age() -> None:
    year_old = round(365.25)
    other = Record("r", (("E2", "responsible"),), decided=T - year_old)
    assert raw(pair_world(other))["E1"] == pytest.approx(0.5, abs=1e-3)
    assert raw(pair_world(other))["E2"] == 0


def test_a_joint_record_reaches_neither_of_its_parties() -> None:
    assert raw(pair_world(Record("r", BOTH, decided=T))) == {"E1": 0, "E2": 0, "E3": 0}


def test_a_plaintiff_is_not_reached_by_its_own_suit() -> None:
    suit = Record("r", (("E1", "plaintiff"), ("E2", "responsible")), kind="suit", decided=T)
    assert raw(pair_world(suit))["E1"] == 0


def test_a_listing_that_follows_a_joint_decision_does_not_come_back() -> None:
    joint = Record("r1", BOTH, decision="d", decided=T)
    listing = Record(
        "r2", (("E2", "responsible"),), kind="serious_violation_listing", decision="d", decided=T
    )
    assert raw(pair_world(joint, listing))["E1"] == 0


def test_listings_of_one_mass_decision_do_reach_each_other() -> None:
    listings = [
        Record(f"r{k}", ((f"E{k}", "responsible"),), kind="abnormal_listing", decision="d", decided=T)
        for k in (1, 2)
    ]
    assert raw(pair_world(*listings)) == {"E1": 1.0, "E2": 1.0, "E3": 0}


def test_a_class_made_by_a_joint_record_does_not_come_back() -> None:
    joint = Record("r", BOTH, severity=5, decided=T)
    assert raw(pair_world(joint), event=0, by_class=1) == {"E1": 0, "E2": 0, "E3": 0}


def test_a_class_that_stands_without_the_joint_record_reaches() -> None:
    joint = Record("r1", BOTH, severity=5, decided=T)
    own = Record("r2", (("E2", "responsible"),), severity=3, decided=T)
    built = Built(pair_world(joint, own), expert().paths, unit_coefficients(0, 1))
    assert built.raw() == {"E1": 1.0, "E2": 0, "E3": 0}
    [part] = raw_parts(built.network, built.unit("E1"))
    assert part.risk_class is not None
    assert part.risk_class.value == "B"
    assert built.classes.calls == 1


def test_classes_are_recomputed_only_for_pairs_that_a_path_joins() -> None:
    apart = Record("r", (("E1", "responsible"), ("E3", "responsible")), severity=5, decided=T)
    built = Built(pair_world(apart), expert().paths, unit_coefficients(0, 1))
    assert len(built.network.reclassed.pair) == 0


def test_a_unit_without_a_class_sends_its_events_only() -> None:
    bad = Record("r", (("E2", "responsible"),), severity=5, decided=T)
    built = Built(pair_world(bad), expert().paths, unit_coefficients(1, 1), frozenset({"E2"}))
    assert built.raw()["E1"] == 1.0


def test_a_clique_of_representatives_counts_a_record_as_often_as_a_single_link() -> None:
    bad = Record("r", (("E2", "responsible"),), decided=T)
    single = pair_world(bad)
    more = tuple(Person(f"P:{k}") for k in range(2, 6))
    ties = tuple(Tie(f"c{p.id}{firm}", LR, p.id, firm, start=T - 3652) for p in more for firm in ("E1", "E2"))
    clique = World(single.firms, (*single.persons, *more), (), (), (*single.ties, *ties), single.records)
    assert raw(clique) == raw(single)


def test_a_person_in_two_families_is_named_in_both() -> None:
    bad = Record("r", (("P:1", "responsible"),), severity=5, decided=T)
    built = Built(pair_world(bad), expert().paths, expert().coefficients)
    [part] = raw_parts(built.network, built.unit("E1"))
    assert part.family == "person_records"
    assert built.snapshot.id_of(part.party) == "P:1"
    assert part.hazard == pytest.approx(0.04 + 0.10 + 0.30)
    [leg] = part.legs
    assert (leg.forward, leg.confidence, leg.role, leg.share, leg.ended, leg.carry) == (True, 1, 1, 1, 1, 1)
