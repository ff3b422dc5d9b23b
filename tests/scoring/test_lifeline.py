"""Ids and life lines of clusters: born, grew, shrank, split, merged, ended."""

from __future__ import annotations

import math

import numpy as np
import pyarrow as pa
import pytest

from graph.arrays import large_text
from scoring.clusters.identity import EMPTY_LIFELINE, Identified, Previous, cluster_rows, identify, new_id
from scoring.clusters.rules import IdentityRules

RULES = IdentityRules(minimum_members=2, keep_goal=0.98, quality_tolerance=0.02)
NAMES = large_text([f"E{i}" for i in range(12)])


def partition_of(*groups: tuple[int, ...], n: int = 12) -> np.ndarray:
    labels = np.full(n, -1, np.int32)
    for number, members in enumerate(sorted(groups)):
        labels[list(members)] = number
    return labels


def next_month(before: Identified | None, now: np.ndarray, month: str) -> Identified:
    previous = None
    if before is not None:
        previous = Previous(
            cluster=before.cluster,
            ids=before.ids,
            sizes=np.bincount(before.cluster[before.cluster >= 0], minlength=len(before.ids)),
            born=before.born,
            changed=before.changed,
            lifeline=before.lifeline,
        )
    return identify(now, NAMES, previous, month=month, rules=RULES)


def events(found: Identified, month: str) -> set[tuple[str, str, str, int, int]]:
    line = found.lifeline
    rows = zip(
        line.text("cluster_id").to_pylist(),
        line.text("month").to_pylist(),
        line.text("event").to_pylist(),
        line.text("others").to_pylist(),
        line.numbers("size").tolist(),
        line.numbers("previous_size").tolist(),
        strict=True,
    )
    return {
        (name, event, others, size, before)
        for name, when, event, others, size, before in rows
        if when == month
    }


FIRST = next_month(None, partition_of((0, 1, 2, 3), (4, 5, 6)), "2026-09")
ONE, TWO = FIRST.ids.to_pylist()


def test_first_month_bears_every_cluster() -> None:
    assert (new_id("2026-09", "E0"), new_id("2026-09", "E4")) == (ONE, TWO)
    assert events(FIRST, "2026-09") == {(ONE, "born", "", 4, 0), (TWO, "born", "", 3, 0)}
    assert math.isnan(FIRST.kept_share)


@pytest.mark.parametrize(
    ("members", "event"),
    [
        ((0, 1, 2, 3, 7), "grew"),
        ((0, 1, 2), "shrank"),
        ((0, 1, 2, 8), "changed"),
        ((0, 1, 2, 3), "unchanged"),
    ],
)
def test_an_id_stays_while_members_come_and_go(members: tuple[int, ...], event: str) -> None:
    found = next_month(FIRST, partition_of(members, (4, 5, 6)), "2026-10")

    assert found.ids.to_pylist() == [ONE, TWO]
    assert found.event.to_pylist() == [event, "unchanged"]
    expected = set() if event == "unchanged" else {(ONE, event, "", len(members), 4)}
    assert events(found, "2026-10") == expected
    assert found.changed.to_pylist() == ["2026-09" if event == "unchanged" else "2026-10", "2026-09"]
    assert found.born.to_pylist() == ["2026-09", "2026-09"]


def test_the_larger_part_of_a_split_keeps_the_id() -> None:
    before = next_month(None, partition_of((0, 1, 2, 3, 7)), "2026-09")
    name = before.ids[0].as_py()

    found = next_month(before, partition_of((0, 1), (2, 3, 7)), "2026-10")

    child = new_id("2026-10", "E0")
    assert found.ids.to_pylist() == [child, name]
    assert events(found, "2026-10") == {(name, "split", child, 3, 5), (child, "born", name, 2, 0)}


def test_a_merger_keeps_the_id_of_the_larger_and_ends_the_other() -> None:
    found = next_month(FIRST, partition_of((0, 1, 2, 3, 4, 5, 6)), "2026-10")

    assert found.ids.to_pylist() == [ONE]
    assert events(found, "2026-10") == {(ONE, "merged", TWO, 7, 4), (TWO, "ended", ONE, 0, 3)}


def test_a_cluster_without_successor_ends() -> None:
    found = next_month(FIRST, partition_of((0, 1, 2, 3)), "2026-10")

    assert events(found, "2026-10") == {(TWO, "ended", "", 0, 3)}


def test_one_common_member_passes_no_id_on() -> None:
    found = next_month(FIRST, partition_of((0, 1, 2, 3), (6, 7, 8)), "2026-10")

    assert found.ids.to_pylist() == [ONE, new_id("2026-10", "E6")]
    assert ("ended" in {event for name, event, *_ in events(found, "2026-10") if name == TWO}) is True


def test_kept_share_counts_members_that_are_still_there() -> None:
    found = next_month(FIRST, partition_of((0, 1, 2), (4, 5, 6)), "2026-10")

    assert found.kept_share == pytest.approx(6 / 7)


def test_the_life_line_keeps_what_came_before() -> None:
    october = next_month(FIRST, partition_of((0, 1, 2, 3, 7), (4, 5, 6)), "2026-10")
    november = next_month(october, partition_of((0, 1, 2, 3, 7), (4, 5)), "2026-11")

    assert events(november, "2026-09") == events(FIRST, "2026-09")
    assert events(november, "2026-10") == {(ONE, "grew", "", 5, 4)}
    assert events(november, "2026-11") == {(TWO, "shrank", "", 2, 3)}


def test_no_cluster_at_all_is_no_error() -> None:
    found = identify(np.full(3, -1, np.int32), NAMES.slice(0, 3), None, month="2026-10", rules=RULES)

    assert len(found.ids) == 0
    assert found.lifeline.rows == EMPTY_LIFELINE.rows == 0


def test_communities_below_the_minimum_size_are_no_clusters() -> None:
    rows = cluster_rows(np.array([0, 0, 1, 1, 1, -1, 2, 2, 2], np.int32), 3)

    assert rows.tolist() == [-1, -1, 0, 0, 0, -1, 1, 1, 1]


def test_ids_do_not_depend_on_how_rows_are_numbered() -> None:
    reversed_rows = Previous(
        cluster=np.where(FIRST.cluster >= 0, 1 - FIRST.cluster, -1).astype(np.int32),
        ids=pa.array([TWO, ONE], pa.large_string()),
        sizes=np.array([3, 4]),
        born=large_text(["2026-09", "2026-09"]),
        changed=large_text(["2026-09", "2026-09"]),
        lifeline=FIRST.lifeline,
    )

    found = identify(FIRST.cluster, NAMES, reversed_rows, month="2026-10", rules=RULES)

    assert found.ids.to_pylist() == [ONE, TWO]
