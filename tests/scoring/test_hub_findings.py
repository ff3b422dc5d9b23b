"""Hubs that too many living enterprises share, on graphs checkable by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

from graph.snapshot import Snapshot
from scoring.hub_findings import HubFinding, HubKind, hub_findings, most_with_points
from scoring.pack import load_pack
from tests.frozen_world import tie, world


def shared(kinds: tuple[str, ...] = ("REGISTERED_AT",), **last: Any) -> Snapshot:
    """Three enterprises at one place; the third tie or enterprise may differ."""
    state = last.pop("status", "operating")
    firms = [
        {"enterprise_id": "E1", "region": "659001", "status": "operating"},
        {"enterprise_id": "E2", "region": "659001", "status": "suspended"},
        {"enterprise_id": "E3", "region": "659002", "status": state},
    ]
    ties = [tie(kind, firm, "A:1") for kind in kinds for firm in ("E1", "E2")]
    return world(
        enterprises=firms,
        places=["A:1"] if kinds == ("REGISTERED_AT",) else [],
        contacts=["A:1"] if kinds != ("REGISTERED_AT",) else [],
        ties=[*ties, *(tie(kind, "E3", "A:1", **last) for kind in kinds)],
    )


def test_a_place_of_more_enterprises_than_points_allow_is_found() -> None:
    assert hub_findings(shared(), 2) == [
        HubFinding(hub_id="A:1", kind=HubKind.PLACE, enterprises=3, region="659001", region_share=2 / 3)
    ]


def test_a_place_of_as_many_as_points_allow_is_none() -> None:
    assert hub_findings(shared(), 3) == []


def test_an_ended_tie_does_not_count() -> None:
    assert hub_findings(shared(valid_to=date(2026, 10, 1)), 2) == []


def test_a_tie_that_begins_later_does_not_count() -> None:
    assert hub_findings(shared(valid_from=date(2026, 12, 1)), 2) == []


def test_an_enterprise_that_lives_no_more_does_not_count() -> None:
    assert hub_findings(shared(status="deregistered"), 2) == []


def test_one_contact_is_a_hub_of_each_kind_it_serves_as() -> None:
    found = hub_findings(shared(("REACHED_AT", "FILED_BY")), 2)

    assert [(hub.kind, hub.enterprises) for hub in found] == [(HubKind.AGENT, 3), (HubKind.CONTACT, 3)]


def test_a_person_counts_every_enterprise_once_and_firms_are_no_persons() -> None:
    firms = [{"enterprise_id": f"E{k}", "status": "operating"} for k in range(4)]
    ties = [tie("HOLDS", "P:1", f"E{k}") for k in range(3)]
    ties += [tie("OFFICER_OF", "P:1", "E0"), *(tie("HOLDS", "E3", f"E{k}") for k in range(3))]

    found = hub_findings(world(enterprises=firms, persons=["P:1"], ties=ties), 2)

    assert [(hub.hub_id, hub.enterprises, hub.region) for hub in found] == [("P:1", 3, None)]


def test_an_empty_province_has_no_hubs() -> None:
    assert hub_findings(world(), 0) == []


def test_the_pack_says_from_where_a_hub_has_no_points() -> None:
    assert most_with_points(load_pack("mrt").relationship.paths.hubs) == 50
