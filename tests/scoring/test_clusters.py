"""Description and risk of clusters."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
from scipy.stats import poisson

from graph.projection import project
from graph.snapshot import Snapshot
from scoring.clusters.identity import cluster_rows, identify
from scoring.clusters.risk import adverse_pairs, build_rates, expected_records, ratio_interval
from scoring.clusters.rules import ClusterRules, cluster_rules
from scoring.clusters.tables import ClusterTables, summarise
from scoring.pack import load_pack
from tests.frozen_world import tie, world

RULES = cluster_rules(load_pack("mrt").clusters.content)


def penalty(name: str, *parties: Any, **more: Any) -> dict[str, Any]:
    return {"record_id": name, "kind": "penalty", "decided_on": date(2026, 3, 1), "parties": parties, **more}


def described(
    snapshot: Snapshot, labels: list[int], classes: list[int], rules: ClusterRules = RULES
) -> ClusterTables:
    ids = snapshot.enterprises.text("enterprise_id")
    found = identify(
        cluster_rows(np.array(labels, np.int32), rules.minimum_size),
        ids,
        None,
        month="2026-10",
        rules=rules.identity,
    )
    return summarise(
        snapshot,
        project(snapshot, rules.communities.projection),
        found,
        standalone=np.array(classes, np.int8),
        scored=np.array(classes) >= 0,
        previous_cluster=None,
        rates=build_rates(snapshot, rules.risk),
        rules=rules,
    )


FIRMS = ["E1", "E2", "E3", "E4"]
TIES = [tie("LEGAL_REPRESENTATIVE_OF", "P:1", firm) for firm in FIRMS[:3]]


def test_a_cluster_is_described_by_size_classes_region_and_main_hub() -> None:
    snapshot = world(
        enterprises=[
            {"enterprise_id": firm, "region": region}
            for firm, region in zip(FIRMS, ("659001", "659001", "659002", "659002"), strict=True)
        ],
        persons=["P:1"],
        ties=TIES,
    )

    clusters = described(snapshot, [0, 0, 0, -1], [0, 2, 3, -1]).clusters

    assert clusters.rows == 1
    assert clusters.numbers("size").tolist() == [3]
    assert [clusters.numbers(f"class_{name}")[0] for name in "abcd"] == [1, 0, 1, 1]
    assert clusters.numbers("high_share")[0] == pytest.approx(2 / 3)
    assert clusters.text("main_region").to_pylist() == ["659001"]
    assert clusters.text("main_hub").to_pylist() == ["P:1"]
    assert clusters.text("main_tie").to_pylist() == ["shared_person"]
    assert clusters.numbers("main_hub_members").tolist() == [3]


def test_a_record_that_names_two_members_counts_once() -> None:
    snapshot = world(enterprises=FIRMS, persons=["P:1"], ties=TIES, records=[penalty("r1", "E1", "E2")])

    assert described(snapshot, [0, 0, 0, -1], [0, 0, 0, 0]).clusters.numbers("records").tolist() == [1]


@pytest.mark.parametrize(
    "record",
    [
        penalty("r1", ("E1", "plaintiff")),
        penalty("r1", "E1", decided_on=date(2024, 10, 31)),
        penalty("r1", "E1", decided_on=date(2026, 11, 1)),
        penalty("r1", "E1", kind="suit", outcome="won"),
        penalty("r1", "P:1"),
    ],
)
def test_only_adverse_records_of_responsible_members_in_the_window_count(record: dict[str, Any]) -> None:
    snapshot = world(enterprises=FIRMS, persons=["P:1"], ties=TIES, records=[record])

    assert len(adverse_pairs(snapshot, RULES.risk)[0]) == 0


def test_a_record_of_the_first_day_of_the_window_counts() -> None:
    snapshot = world(enterprises=FIRMS, records=[penalty("r1", "E1", decided_on=date(2024, 11, 1))])

    assert len(adverse_pairs(snapshot, RULES.risk)[0]) == 1


def test_expectation_is_the_groups_rate_times_the_months_of_existence() -> None:
    rules = RULES.risk.model_copy(update={"group_minimum": 1})
    snapshot = world(
        enterprises=[
            {"enterprise_id": "E1", "industry": "F5211"},
            {"enterprise_id": "E2", "industry": "F5299"},
            {"enterprise_id": "E3", "industry": "C1310"},
            {"enterprise_id": "E4", "industry": "F5211", "established_on": date(2026, 10, 31)},
        ],
        records=[penalty("r1", "E1"), penalty("r2", "E1"), penalty("r3", "E2")],
    )

    expected = expected_records(snapshot, build_rates(snapshot, rules), rules)

    assert expected.records.tolist() == pytest.approx([1.5, 1.5, 1.0, 0.0])
    assert expected.by_whole.tolist() == [False, False, True, False]


def test_a_group_without_a_record_is_expected_at_the_rate_of_all() -> None:
    rules = RULES.risk.model_copy(update={"group_minimum": 1})
    snapshot = world(
        enterprises=[
            {"enterprise_id": "E1", "industry": "F5211"},
            {"enterprise_id": "E2", "industry": "C1310"},
        ],
        records=[penalty("r1", "E1")],
    )

    expected = expected_records(snapshot, build_rates(snapshot, rules), rules)

    assert expected.records.tolist() == pytest.approx([1.0, 0.5])
    assert expected.by_whole.tolist() == [False, True]


def test_unknown_industry_and_size_are_expected_at_the_rate_of_all() -> None:
    rules = RULES.risk.model_copy(update={"group_minimum": 1})
    snapshot = world(
        enterprises=["E1", "E2", {"enterprise_id": "E3", "industry": "F5211"}],
        records=[penalty("r1", "E1"), penalty("r2", "E3"), penalty("r3", "E3")],
    )

    expected = expected_records(snapshot, build_rates(snapshot, rules), rules)

    assert expected.records.tolist() == pytest.approx([1.0, 1.0, 2.0])
    assert expected.by_whole.tolist() == [True, True, False]


def test_a_reference_without_any_record_expects_nothing_known() -> None:
    empty, later = world(enterprises=["E1"]), world(enterprises=["E1"], records=[penalty("r1", "E1")])

    expected = expected_records(later, build_rates(empty, RULES.risk), RULES.risk)

    assert np.isnan(expected.records).all()


def test_a_small_group_takes_the_rate_of_the_whole_province() -> None:
    snapshot = world(
        enterprises=[
            {"enterprise_id": "E1", "industry": "F5211"},
            {"enterprise_id": "E2", "industry": "C1310"},
        ],
        records=[penalty("r1", "E1")],
    )

    expected = expected_records(snapshot, build_rates(snapshot, RULES.risk), RULES.risk)

    assert expected.records.tolist() == pytest.approx([0.5, 0.5])


def test_the_interval_holds_the_stated_confidence_at_its_ends() -> None:
    low, high = ratio_interval([7], np.array([2.0]), 0.95)

    assert poisson.sf(6, low[0] * 2.0) == pytest.approx(0.025)
    assert poisson.cdf(7, high[0] * 2.0) == pytest.approx(0.025)


def test_nothing_expected_gives_no_ratio() -> None:
    low, high = ratio_interval([0, 3], np.array([0.0, 0.0]), 0.95)

    assert np.isnan(low).all()
    assert np.isnan(high).all()


def many_records(count: int) -> Snapshot:
    others = [f"F{i:03d}" for i in range(300)]
    return world(
        enterprises=[*FIRMS[:3], *others],
        persons=["P:1"],
        ties=TIES,
        records=[penalty(f"r{i}", FIRMS[i % 3]) for i in range(count)]
        + [penalty(f"s{i}", other) for i, other in enumerate(others[:30])],
    )


@pytest.mark.parametrize(
    ("records", "classes", "risky"),
    [(8, [2, 0, 0], True), (2, [2, 0, 0], False), (8, [1, 0, 0], False)],
)
def test_a_risk_cluster_has_more_records_than_expected_and_enough_c_and_d(
    records: int, classes: list[int], risky: bool
) -> None:
    snapshot = many_records(records)

    clusters = described(snapshot, [0, 0, 0] + [-1] * 300, classes + [0] * 300).clusters

    assert clusters.numbers("risk").tolist() == [risky]


def test_members_are_ordered_by_the_strength_of_their_ties_inside() -> None:
    snapshot = world(
        enterprises=FIRMS,
        persons=["P:1", "P:2"],
        ties=[
            *TIES,
            tie("LEGAL_REPRESENTATIVE_OF", "P:2", "E2"),
            tie("LEGAL_REPRESENTATIVE_OF", "P:2", "E3"),
        ],
    )
    rules = RULES.model_copy(update={"core_members": 2})

    members = described(snapshot, [0, 0, 0, -1], [0, 0, 0, 0], rules).members

    assert members.numbers("enterprise").tolist() == [1, 2, 0]
    assert members.numbers("weight").tolist() == [3.0, 3.0, 2.0]
    assert members.numbers("core").tolist() == [True, True, False]


def test_a_province_without_clusters_gives_empty_tables() -> None:
    tables = described(world(enterprises=["E1"]), [-1], [0])

    assert tables.clusters.rows == 0
    assert tables.members.rows == 0


def test_an_empty_province_gives_empty_tables() -> None:
    assert described(world(), [], []).clusters.rows == 0
