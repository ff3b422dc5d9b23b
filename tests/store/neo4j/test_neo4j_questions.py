"""The ready questions on hand-made graphs; answers are compared as sets, counted by hand."""

from __future__ import annotations

import pytest

from cypher.catalogue import load
from graph.catalogue import records
from graph.store.neo4j.database import Database
from tests.neo4j_process import Neo4jServer
from tests.store.neo4j.questions import TODAY, Ask, again, asking
from tests.store.neo4j.small_graph import SmallGraph


@pytest.fixture
def ask(neo4j_database: Database, neo4j_emptied: Neo4jServer) -> Ask:
    return asking(neo4j_database, neo4j_emptied)


def owned() -> SmallGraph:
    """P:1 -60%-> E2 -50%-> E1, E3 -30%-> E1, E3 <-unknown- P:2."""
    graph = SmallGraph().entity("E1", name="甲").entity("E2", name="乙").entity("E3", name="丙")
    graph.tie("HOLDS", "P:1", "E2", share=0.6).tie("HOLDS", "E2", "E1", share=0.5)
    return graph.tie("HOLDS", "E3", "E1", share=0.3).tie("HOLDS", "P:2", "E3")


def test_owners_are_followed_through_others_and_a_share_is_known_only_if_all_are(ask: Ask) -> None:
    found = ask(
        owned(), "owners", "owner_id owner_kind owner_name steps chain_share chain", enterprise_id="E1"
    )

    assert found == {
        ("E2", "enterprise", "乙", 1, 0.5, ("E1", "E2")),
        ("E3", "enterprise", "丙", 1, 0.3, ("E1", "E3")),
        ("P:1", "person", None, 2, 0.3, ("E1", "E2", "P:1")),
        ("P:2", "person", None, 2, None, ("E1", "E3", "P:2")),
    }


def test_owners_stop_after_four_steps_and_never_run_in_a_circle(ask: Ask) -> None:
    graph = SmallGraph()
    for number in range(1, 6):
        graph.tie("HOLDS", f"E{number + 1}", f"E{number}", share=1.0)
    graph.tie("HOLDS", "E1", "E2", share=0.1)

    found = ask(graph, "owners", "owner_id steps", enterprise_id="E1")

    assert found == {("E2", 1), ("E3", 2), ("E4", 3), ("E5", 4)}


def test_owners_of_an_id_linked_to_the_asked_one_count(ask: Ask) -> None:
    graph = owned().linked("R:1:9", "E1").linked("E1", "R:1:9")

    assert ask(graph, "owners", "owner_id", enterprise_id="R:1:9") == {("E2",), ("E3",), ("P:1",), ("P:2",)}


def test_two_ties_between_the_same_two_are_two_chains(ask: Ask) -> None:
    graph = SmallGraph().tie("HOLDS", "E2", "E1", "T1", share=0.2).tie("HOLDS", "E2", "E1", "T2", share=0.1)

    found = ask(graph, "owners", "owner_id chain_share tie_ids", enterprise_id="E1")

    assert found == {("E2", 0.2, ("T1",)), ("E2", 0.1, ("T2",))}


def test_the_nearest_and_largest_owners_come_first(neo4j_database: Database, ask: Ask) -> None:
    ask(owned(), "owners", "owner_id", enterprise_id="E1")

    rows = neo4j_database.records("read.owners", enterprise_id="E1", as_of=TODAY, known_by=TODAY, max_rows=3)

    assert [row["owner_id"] for row in rows] == ["E2", "E3", "P:1"]


def test_holdings_of_a_person_go_down_through_enterprises(ask: Ask) -> None:
    graph = owned().entity("E1", name="甲", status="operating")

    found = ask(graph, "holdings", "enterprise_id name status steps chain_share", holder_id="P:1")

    assert found == {("E2", "乙", None, 1, 0.6), ("E1", "甲", "operating", 2, 0.3)}


def test_enterprises_at_the_same_address(ask: Ask) -> None:
    graph = SmallGraph().entity("A:1", address="上海路1号").entity("E2", name="乙", status="revoked")
    graph.tie("REGISTERED_AT", "E1", "A:1").tie("REGISTERED_AT", "E2", "A:1", valid_from=20210301)
    graph.tie("REGISTERED_AT", "E3", "A:2").classed(E2="C")

    found = ask(
        graph, "same_address", "enterprise_id name status class place_id address since", enterprise_id="E1"
    )

    assert found == {("E2", "乙", "revoked", "C", "A:1", "上海路1号", 20210301)}


def test_enterprises_with_the_same_contact(ask: Ask) -> None:
    graph = SmallGraph().entity("C:1", contact_kind="phone", display="138****8666")
    graph.tie("REACHED_AT", "E1", "C:1").tie("REACHED_AT", "E2", "C:1").tie("REACHED_AT", "E3", "C:2")

    found = ask(graph, "same_contact", "enterprise_id contact_id contact_kind", enterprise_id="E1")

    assert found == {("E2", "C:1", "phone")}


def near_d() -> SmallGraph:
    """E1 - P:1 - E2 (D); E1 - E3 - E4 - E5 (D); E1 - A:1 - E6 (D), but an address is no tie here."""
    graph = SmallGraph().classed(E2="D", E3="B", E5="D", E6="D")
    graph.tie("LEGAL_REPRESENTATIVE_OF", "P:1", "E1").tie("OFFICER_OF", "P:1", "E2")
    graph.tie("HOLDS", "E1", "E3").tie("GUARANTEES", "E4", "E3").tie("HOLDS", "E4", "E5")
    return graph.tie("REGISTERED_AT", "E1", "A:1").tie("REGISTERED_AT", "E6", "A:1")


def test_the_nearest_of_class_d_with_the_ties_that_lead_there(ask: Ask) -> None:
    found = ask(near_d(), "nearest_class_d", "enterprise_id steps chain kinds month", enterprise_id="E1")

    assert found == {
        ("E2", 2, ("E1", "P:1", "E2"), ("LEGAL_REPRESENTATIVE_OF", "OFFICER_OF"), "2026-10"),
        ("E5", 3, ("E1", "E3", "E4", "E5"), ("HOLDS", "GUARANTEES", "HOLDS"), "2026-10"),
    }


def test_a_class_of_another_month_is_no_class_of_the_published_one(ask: Ask) -> None:
    graph = near_d().classed(month="2026-09", E2="D").classed(E5="D")

    assert ask(graph, "nearest_class_d", "enterprise_id", enterprise_id="E1") == {("E5",)}


def inactive() -> SmallGraph:
    """E1 revoked holds E3, E2 operating holds E3, E4 deregistered holds nothing."""
    graph = SmallGraph().entity("E1", name="甲", status="revoked", revoked_on=20250505)
    graph.entity("E2", status="operating").entity("E3", name="丙").entity("E4", status="deregistered")
    return graph.tie("HOLDS", "E1", "E3", share=0.4).tie("HOLDS", "E2", "E3", share=0.6)


def test_revoked_enterprises_that_still_hold_shares(ask: Ask) -> None:
    found = ask(
        inactive(), "inactive_holders", "holder_id holder_name status ended_on enterprise_id name share"
    )

    assert found == {("E1", "甲", "revoked", 20250505, "E3", "丙", 0.4)}


def test_a_state_counts_as_it_was_known_on_the_day(neo4j_database: Database, ask: Ask) -> None:
    graph = inactive().entity("E1", status="revoked", known_on=20260601, batch_seq=2)
    graph.version("Enterprise", "E1", status="operating", name="甲")
    graph.entity("E2", status="operating", known_on=20260601, batch_seq=2)
    graph.version("Enterprise", "E2", status="revoked", name="乙")

    late = ask(graph, "inactive_holders", "holder_id")
    early = again(neo4j_database, "inactive_holders", "holder_id", known_by=20260531)

    assert (late, early) == ({("E1",)}, {("E2",)})


def test_cycles_of_shares_through_one_enterprise(ask: Ask) -> None:
    graph = SmallGraph().tie("HOLDS", "E1", "E2", share=0.5).tie("HOLDS", "E2", "E1", share=0.4)
    graph.tie("HOLDS", "E2", "E3", share=1.0).tie("HOLDS", "E3", "E1").tie("HOLDS", "E3", "E4")

    found = ask(graph, "ownership_cycles", "steps cycle_share cycle", enterprise_id="E1")

    assert found == {(2, 0.2, ("E2", "E1")), (3, None, ("E2", "E3", "E1"))}


def test_persons_by_the_enterprises_they_represent(ask: Ask) -> None:
    graph = SmallGraph().classed(E1="D", E2="C", E3="A")
    for enterprise in ("E1", "E2", "E3"):
        graph.tie("LEGAL_REPRESENTATIVE_OF", "P:1", enterprise)
    graph.tie("LEGAL_REPRESENTATIVE_OF", "P:1", "E1", "second").tie("LEGAL_REPRESENTATIVE_OF", "P:2", "E4")

    graph.tie("LEGAL_REPRESENTATIVE_OF", "P:3", "E1").tie("LEGAL_REPRESENTATIVE_OF", "P:3", "E4")

    found = ask(graph, "most_posts", "person_id posts enterprises class_d class_c")

    assert found == {("P:1", 4, 3, 1, 1), ("P:3", 2, 2, 1, 0)}


def test_each_ring_of_guarantees_is_there_once(ask: Ask) -> None:
    graph = (
        SmallGraph()
        .tie("GUARANTEES", "E1", "E2", amount_cents=100)
        .tie("GUARANTEES", "E2", "E3", amount_cents=20)
    )
    graph.tie("GUARANTEES", "E3", "E1", amount_cents=3).tie("GUARANTEES", "E4", "E2").tie(
        "GUARANTEES", "E2", "E4"
    )
    graph.tie("GUARANTEES", "E4", "E5")

    found = ask(graph, "guarantee_rings", "members size amount_cents")

    assert found == {(("E2", "E3", "E1"), 3, 123), (("E4", "E2"), 2, None)}


def test_agents_by_their_enterprises(ask: Ask) -> None:
    graph = SmallGraph().entity("E9", name="代理").classed(E1="D", E2="C", E3="D")
    graph.tie("FILED_BY", "E1", "E9").tie("FILED_BY", "E2", "E9").tie("FILED_BY", "E3", "C:7").tie(
        "FILED_BY", "E4", "C:7"
    )
    graph.tie("FILED_BY", "E5", "C:8")

    found = ask(graph, "shared_agents", "agent_id agent_name filings enterprises class_d class_c")

    assert found == {("E9", "代理", 2, 2, 1, 1), ("C:7", None, 2, 2, 1, 0)}


def recorded() -> SmallGraph:
    """E1 holds E2, whose officer P:1 is also officer of E3; E4 is three ties away."""
    graph = SmallGraph().entity("E2", name="乙").tie("HOLDS", "E1", "E2")
    graph.tie("OFFICER_OF", "P:1", "E1").tie("OFFICER_OF", "P:1", "E3").tie("HOLDS", "E3", "E4")
    for number in range(1, 5):
        graph.record(f"R{number}", kind="penalty", decided_on=20260100 + number, severity=number)
        graph.names(f"R{number}", f"E{number}")
    return graph


def test_newest_records_of_related_enterprises_within_two_ties(neo4j_database: Database, ask: Ask) -> None:
    found = ask(
        recorded(),
        "related_records",
        "enterprise_id name record_id kind decided_on severity",
        enterprise_id="E1",
    )
    newest = again(neo4j_database, "related_records", "record_id", enterprise_id="E1", max_rows=1)

    assert found == {("E2", "乙", "R2", "penalty", 20260102, 2), ("E3", None, "R3", "penalty", 20260103, 3)}
    assert newest == {("R3",)}


def test_a_record_counts_for_who_is_responsible_and_with_its_statuses(ask: Ask) -> None:
    graph = recorded().record("R5", kind="suit", outcome="won", decided_on=20260105).names("R5", "E2")
    graph.record("R6", kind="suit", outcome="lost", published_on=20260106).names("R6", "E2")
    graph.record("R7", kind="penalty", decided_on=20260107).names("R7", "E2", role="victim")
    graph.status("record", "R2", "revoked", effective_on=20260901).status(
        "record", "R3", "repaired", effective_on=20261101
    )

    found = ask(graph, "related_records", "record_id decided_on published_on statuses", enterprise_id="E1")

    assert found == {
        ("R2", 20260102, None, ("revoked",)),
        ("R3", 20260103, None, ()),
        ("R6", None, 20260106, ()),
    }


def test_outcomes_that_are_no_violation_are_those_of_the_catalogue() -> None:
    harmless = sorted(name for name, outcome in records().outcomes.items() if not outcome.adverse)

    assert all(f"'{name}'" in load()["read.related_records"].text for name in harmless)
    assert all(kind.adverse for kind in records().kinds.values())
