"""Peers: medians and place equal a look at every enterprise of the group."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from graph.arrays import Frame, large_text
from graph.domain import Factor
from scoring.pack import load_pack
from scoring.peers import FOLDER, PeerGroups, groups_of, lay_out_groups
from scoring.results_types_peers import PeerLevel

PACK = load_pack("mrt")


def month(
    scores: list[int], industries: Sequence[str | None], bands: Sequence[str | None]
) -> tuple[Frame, Frame]:
    count = len(scores)
    rng = np.random.default_rng(3)
    columns: dict[str, Any] = {
        "score": np.array(scores, np.int32),
        "risk_class": np.array([-1 if score < 0 else min(score // 25000, 3) for score in scores], np.int8),
    }
    for factor in Factor:
        columns[f"lambda_{factor.value}"] = rng.random(count)
        columns[f"points_{factor.value}"] = rng.integers(0, 20000, count).astype(np.int32)
    return Frame(columns), Frame(
        {"industry": large_text(list(industries)), "staff_band": large_text(list(bands))}
    )


def test_the_narrowest_group_that_is_large_enough_counts() -> None:
    scores = list(range(100, 8100, 100))
    scores_frame, firms = month(scores, ["5212"] * 40 + ["5013"] * 40, ["micro"] * 35 + ["large"] * 45)
    groups = PeerGroups(scores_frame, firms, PACK, lay_out_groups(scores_frame, firms))

    found = [groups.of(row) for row in (0, 36, 79)]

    assert [one.level for one in found if one] == [
        PeerLevel.INDUSTRY_SIZE,
        PeerLevel.INDUSTRY,
        PeerLevel.INDUSTRY_SIZE,
    ]
    assert [one.size for one in found if one] == [35, 40, 40]


def test_median_and_place_are_those_of_the_group() -> None:
    rng = np.random.default_rng(5)
    scores = rng.integers(0, 100_001, 300).tolist()
    scores_frame, firms = month(scores, ["52"] * 150 + ["50"] * 150, ["micro"] * 300)

    found = PeerGroups(scores_frame, firms, PACK, lay_out_groups(scores_frame, firms)).of(7)

    assert found is not None
    group = np.array(scores[:150])
    assert found.median_score == pytest.approx(np.median(group) / 100)
    assert found.percentile == pytest.approx(np.mean(group < scores[7]), abs=1e-4)
    assert sum(found.class_shares.values()) == pytest.approx(1)
    for factor in found.factors:
        hazards = scores_frame.numbers(f"lambda_{factor.factor.value}")[:150]
        assert factor.median_hazard == pytest.approx(np.median(hazards))
        assert factor.maximum_hazard == pytest.approx(PACK.kappa * PACK.factors[factor.factor])


def test_who_has_no_score_has_no_peers_and_is_nobodys_peer() -> None:
    scores_frame, firms = month([-1] + [500] * 40, ["52"] * 41, ["micro"] * 41)
    groups = PeerGroups(scores_frame, firms, PACK, lay_out_groups(scores_frame, firms))

    assert groups.of(0) is None
    other = groups.of(1)
    assert other is not None
    assert other.size == 40


def test_without_industry_all_are_peers() -> None:
    scores_frame, firms = month([100, 200, 300], [None, "52", "52"], [None, None, None])

    found = PeerGroups(scores_frame, firms, PACK, lay_out_groups(scores_frame, firms)).of(0)

    assert found is not None
    assert (found.level, found.size, found.industry, found.percentile) == (PeerLevel.ALL, 3, None, 0)


def test_groups_that_were_measured_before_are_those_of_a_first_reader() -> None:
    scores_frame, firms = month(list(range(100, 160)), ["52", "51"] * 30, ["micro"] * 60)
    levels = lay_out_groups(scores_frame, firms)
    warm, fresh = (PeerGroups(scores_frame, firms, PACK, levels) for _ in range(2))

    warm.measure_all()

    assert [warm.of(row) for row in range(60)] == [fresh.of(row) for row in range(60)]


def test_groups_that_are_kept_are_those_laid_out_and_are_read_from_there(tmp_path: Path) -> None:
    scores_frame, firms = month([300, -1, 100, 200], ["52", "52", None, "52"], ["micro"] * 4)
    groups_of(tmp_path, "a", scores_frame, firms)

    kept = groups_of(tmp_path, "a", scores_frame.take(np.zeros(0, np.int64)), firms)

    for one, other in zip(kept, lay_out_groups(scores_frame, firms), strict=True):
        assert one.group.tolist() == other.group.tolist()
        assert one.rows.tolist() == other.rows.tolist()
        assert one.start.tolist() == other.start.tolist()


def test_where_nothing_can_be_written_groups_are_laid_out_in_memory(tmp_path: Path) -> None:
    scores_frame, firms = month([300, -1, 100, 200], ["52", "52", None, "52"], ["micro"] * 4)
    (tmp_path / FOLDER).write_text("no folder", encoding="utf-8")

    found = groups_of(tmp_path, "a", scores_frame, firms)

    assert found[-1].rows.tolist() == lay_out_groups(scores_frame, firms)[-1].rows.tolist()
