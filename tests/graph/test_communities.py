"""Rules of the projection and of the communities."""

from __future__ import annotations

import dataclasses
from datetime import date
from importlib.resources import files
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
import scipy.sparse as sp
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.arrays import Frame
from graph.communities import canonical, changed_enterprises, partition, recluster, starting
from graph.community_rules import WEIGHT_UNIT, CommunityRules
from graph.leiden_process import leiden_labels, leiden_labels_from
from graph.projection import Projection, project
from graph.snapshot import Snapshot
from tests.frozen_world import tie, world


@pytest.fixture(scope="session")
def rules() -> CommunityRules:
    text = files("scoring").joinpath("packs/clusters/start.yaml").read_text(encoding="utf-8")
    return CommunityRules.model_validate(yaml.safe_load(text)["communities"])


def pairs_of(projection: Projection) -> dict[tuple[int, int], int]:
    frame = projection.pairs
    return {
        (int(i), int(j)): int(w)
        for i, j, w in zip(frame.numbers("src"), frame.numbers("dst"), frame.numbers("weight"), strict=True)
    }


def test_two_firms_of_one_legal_representative_are_a_pair_of_full_weight(rules: CommunityRules) -> None:
    snapshot = world(
        enterprises=["E1", "E2", "E3"],
        persons=["P:1"],
        ties=[tie("LEGAL_REPRESENTATIVE_OF", "P:1", "E1"), tie("LEGAL_REPRESENTATIVE_OF", "P:1", "E3")],
    )

    found = pairs_of(project(snapshot, rules.projection))

    assert found == {(0, 2): WEIGHT_UNIT}


def test_a_leg_counts_once_by_its_strongest_tie(rules: CommunityRules) -> None:
    snapshot = world(
        enterprises=["E1", "E2"],
        persons=["P:1"],
        ties=[
            tie("OFFICER_OF", "P:1", "E1", role="chair"),
            tie("HOLDS", "P:1", "E1", share=0.9),
            tie("OFFICER_OF", "P:1", "E2", role="chair"),
        ],
    )

    found = pairs_of(project(snapshot, rules.projection))

    assert found == {(0, 1): 700_000}


def test_ties_of_two_families_add_up(rules: CommunityRules) -> None:
    snapshot = world(
        enterprises=["E1", "E2"],
        persons=["P:1"],
        places=["A:1"],
        ties=[
            tie("HOLDS", "E2", "E1", share=0.1),
            tie("REGISTERED_AT", "E1", "A:1"),
            tie("REGISTERED_AT", "E2", "A:1"),
        ],
    )

    found = pairs_of(project(snapshot, rules.projection))

    assert found == {(0, 1): 600_000 + 360_000}


@pytest.mark.parametrize(
    "change",
    [
        {"valid_to": date(2026, 10, 31)},
        {"valid_from": date(2026, 11, 1)},
    ],
)
def test_a_tie_not_in_force_on_the_day_joins_nobody(rules: CommunityRules, change: dict[str, date]) -> None:
    snapshot = world(enterprises=["E1", "E2"], ties=[tie("BRANCH_OF", "E2", "E1", **change)])

    assert pairs_of(project(snapshot, rules.projection)) == {}


def test_a_deregistered_enterprise_joins_nobody(rules: CommunityRules) -> None:
    snapshot = world(
        enterprises=["E1", {"enterprise_id": "E2", "status": "deregistered"}],
        ties=[tie("BRANCH_OF", "E2", "E1")],
    )

    assert pairs_of(project(snapshot, rules.projection)) == {}


def test_a_hub_beyond_the_last_step_is_reported_and_joins_nobody(rules: CommunityRules) -> None:
    firms = [f"E{i:03d}" for i in range(201)]
    snapshot = world(
        enterprises=firms,
        persons=["P:1"],
        ties=[tie("LEGAL_REPRESENTATIVE_OF", "P:1", firm) for firm in firms],
    )

    projection = project(snapshot, rules.projection)

    assert projection.pairs.rows == 0
    assert projection.skipped.numbers("hub").tolist() == [201]
    assert projection.skipped.numbers("degree").tolist() == [201]


def test_an_ownership_cycle_is_two_pairs_not_a_loop(rules: CommunityRules) -> None:
    snapshot = world(
        enterprises=["E1", "E2"],
        ties=[
            tie("HOLDS", "E1", "E2", share=0.5),
            tie("HOLDS", "E2", "E1", share=0.1),
            tie("HOLDS", "E1", "E1"),
        ],
    )

    assert pairs_of(project(snapshot, rules.projection)) == {(0, 1): WEIGHT_UNIT}


@given(st.data())
@settings(max_examples=40)
def test_pairs_equal_a_brute_force_sum_over_shared_persons(data: st.DataObject) -> None:
    text = files("scoring").joinpath("packs/clusters/start.yaml").read_text(encoding="utf-8")
    rules = CommunityRules.model_validate(yaml.safe_load(text)["communities"])
    edges = data.draw(st.sets(st.tuples(st.integers(0, 7), st.integers(0, 5)), max_size=25))
    snapshot = world(
        enterprises=[f"E{i}" for i in range(8)],
        persons=[f"P:{i}" for i in range(6)],
        ties=[tie("LEGAL_REPRESENTATIVE_OF", f"P:{p}", f"E{e}") for e, p in edges],
    )
    expected = {}
    for i in range(8):
        for j in range(i + 1, 8):
            shared = sum((i, p) in edges and (j, p) in edges for p in range(6))
            if shared:
                expected[(i, j)] = shared * WEIGHT_UNIT

    chunked = rules.projection.model_copy(update={"chunk_rows": 3})

    assert pairs_of(project(snapshot, chunked)) == expected


def test_an_empty_province_has_no_communities(rules: CommunityRules, tmp_path: Path) -> None:
    projection = project(world(), rules.projection)

    assert partition(projection, rules.leiden, tmp_path).tolist() == []


def test_one_enterprise_is_alone(rules: CommunityRules, tmp_path: Path) -> None:
    projection = project(world(enterprises=["E1"]), rules.projection)

    assert partition(projection, rules.leiden, tmp_path).tolist() == [-1]


def test_communities_are_numbered_by_their_smallest_member() -> None:
    labels = canonical(np.array([9, 4, 9, 7, 4, -1, 4], np.int64))

    assert labels.tolist() == [0, 1, 0, -1, 1, -1, 1]


def groups(sizes: list[int], seed: int, noise: int = 0) -> Snapshot:
    """Groups of firms, each held together by persons, and a few ties between groups."""
    rng = np.random.default_rng(seed)
    firms = [f"E{i:05d}" for i in range(sum(sizes))]
    ties, start, persons = [], 0, []
    for number, size in enumerate(sizes):
        members = firms[start : start + size]
        start += size
        for k in range(2):
            person = f"P:{number:05d}-{k}"
            persons.append(person)
            ties += [
                tie("LEGAL_REPRESENTATIVE_OF", person, firm)
                for position, firm in enumerate(members)
                if position < 2 or rng.random() < 0.8
            ]
    for k in range(noise):
        one, two = rng.choice(len(firms), 2, replace=False)
        ties.append(tie("HOLDS", firms[one], firms[two], share=0.3, role=str(k)))
    return world(enterprises=firms, persons=persons, ties=ties)


def test_planted_groups_are_found_and_repeat_to_the_last_label(rules: CommunityRules, tmp_path: Path) -> None:
    snapshot = groups([5, 4, 7, 3], seed=1)

    first = partition(project(snapshot, rules.projection), rules.leiden, tmp_path)
    again = partition(project(snapshot, rules.projection), rules.leiden, tmp_path)

    graph = nx.Graph(pairs_of(project(snapshot, rules.projection)).keys())
    expected = sorted(sorted(part) for part in nx.connected_components(graph))
    assert [np.flatnonzero(first == label).tolist() for label in range(first.max() + 1)] == expected
    assert first.tolist() == again.tolist()


def share_kept(before: np.ndarray, after: np.ndarray) -> float:
    kept, member = 0, before >= 0
    taken: set[int] = set()
    found = np.unique(np.stack([before[member], after[member]]), axis=1, return_counts=True)
    order = np.argsort(-found[1], kind="stable")
    done: set[int] = set()
    for (old, new), count in zip(found[0].T[order], found[1][order], strict=True):
        if old not in done and new >= 0 and new not in taken:
            done.add(int(old))
            taken.add(int(new))
            kept += int(count)
    return kept / int(member.sum())


def test_a_change_of_a_few_ties_leaves_nearly_all_members_in_their_community(
    rules: CommunityRules, tmp_path: Path
) -> None:
    rng = np.random.default_rng(5)
    snapshot = groups([int(size) for size in rng.integers(3, 12, 150)], seed=2, noise=220)
    before = project(snapshot, rules.projection)
    drop = rng.random(snapshot.ties.rows) > 0.015
    changed_world = dataclasses.replace(snapshot, ties=snapshot.ties.take(drop))
    after = project(changed_world, rules.projection)
    old = partition(before, rules.leiden, tmp_path)

    changed = changed_enterprises(after, before.pairs, np.arange(before.enterprises, dtype=np.int32))
    new = recluster(after, rules.leiden, tmp_path, previous=old, changed=changed)

    assert share_kept(old, new) >= 0.98
    assert new.tolist() == recluster(after, rules.leiden, tmp_path, previous=old, changed=changed).tolist()


def test_an_untouched_community_keeps_every_member_when_others_change(
    rules: CommunityRules, tmp_path: Path
) -> None:
    before = project(groups([4, 5], seed=3), rules.projection)
    old = partition(before, rules.leiden, tmp_path)
    changed = np.zeros(9, np.bool_)
    changed[4:] = True

    new = recluster(before, rules.leiden, tmp_path, previous=old, changed=changed)

    assert new.tolist() == old.tolist()


def test_changed_enterprises_are_the_ends_of_pairs_that_differ(rules: CommunityRules) -> None:
    now = project(
        world(
            enterprises=["E1", "E2", "E3", "E4"],
            ties=[tie("BRANCH_OF", "E2", "E1"), tie("BRANCH_OF", "E4", "E3")],
        ),
        rules.projection,
    )
    before = Frame(
        {
            "src": np.array([0, 1], np.int32),
            "dst": np.array([1, 2], np.int32),
            "weight": np.array([WEIGHT_UNIT, WEIGHT_UNIT], np.int32),
        }
    )

    changed = changed_enterprises(now, before, np.array([0, 1, -1], np.int32))

    assert changed.tolist() == [False, True, True, True]


def test_two_tied_nodes_share_a_community() -> None:
    request = {"resolution": 1.0, "randomness": 0.001, "seed": 1, "max_local_moving_iterations": 50}
    indptr = np.array([0, 1, 2], np.int64)
    labels = leiden_labels(indptr, np.array([1, 0], np.int32), np.array([5.0, 5.0]), request)

    assert labels[0] == labels[1]


def test_who_has_no_neighbour_in_his_community_starts_alone() -> None:
    pairs = [(0, 1), (1, 2), (2, 3), (3, 4)]
    row, column = np.array(pairs + [(j, i) for i, j in pairs]).T
    chain = sp.csr_array((np.ones(len(row), np.int64), (row, column)), shape=(5, 5))

    found = starting(chain, np.array([7, 7, 3, 9, 3]))

    assert found.tolist() == [0, 0, 1, 2, 3]


def test_a_partition_grown_from_another_is_the_same_in_every_run(rules: CommunityRules) -> None:
    """The library's own order of members without a neighbour is a random one, also within a process."""
    drawn = np.random.default_rng(5)
    n = 300
    row = np.concatenate((np.arange(n), drawn.integers(0, n, 3 * n)))
    column = np.concatenate(((np.arange(n) + 1) % n, drawn.integers(0, n, 3 * n)))
    pairs = np.unique(np.stack((row, column))[:, row != column], axis=1)
    upper = sp.csr_array((np.ones(pairs.shape[1]), tuple(pairs)), shape=(n, n))
    graph = ((upper + upper.T) > 0).astype(np.float64).tocsr()
    graph.sort_indices()
    start = starting(graph, drawn.integers(0, 60, n))
    asked = {
        "resolution": 0.05,
        "randomness": rules.leiden.randomness,
        "seed": rules.leiden.seed,
        "max_local_moving_iterations": rules.leiden.max_local_moving_iterations,
    }

    runs = [
        leiden_labels_from(
            graph.indptr.astype(np.int64), graph.indices.astype(np.int32), graph.data, start, asked
        ).tolist()
        for _ in range(5)
    ]

    assert runs == [runs[0]] * 5
