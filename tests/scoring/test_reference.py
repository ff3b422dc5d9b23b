"""Reference tables: means, group tables, the scale, and their life on disk."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import IntegrityError
from scoring.indicators import measure
from scoring.reference import Reference, references, scale_for_mean
from scoring.reference_build import build_reference, mean_points
from tests.scored_facts import MRT, T, empty_reference, filings_of, hand_reference, snapshot_of

FIRMS = [
    {
        "enterprise_id": f"E{number}",
        "established_on": date(2010, 1, 1),
        "industry": "F5132" if number < 6 else "A0111",
        "region": "990101",
        "staff_band": "micro",
    }
    for number in range(1, 9)
]


def listing(number: int, firm: str) -> dict[str, object]:
    """Penalty of a firm."""
    return {
        "record_id": f"r{number}",
        "kind": "penalty",
        "measure": "fine",
        "decided_on": date(2026, 5, 1),
        "parties": (firm,),
    }


def test_means_are_over_known_values_of_scored_enterprises() -> None:
    firms = [*FIRMS[:2], {**FIRMS[2], "status": "deregistered"}]
    snapshot = snapshot_of(enterprises=firms, records=[listing(1, "E1"), listing(2, "E3")])
    filings = filings_of(snapshot, {})

    reference = build_reference(snapshot, filings, MRT, input_digest="d")

    # one penalty is .3; E1 has one, E2 none, E3 is not scored
    assert reference.means["JG07"] == pytest.approx(0.15)
    assert "JC03" not in reference.means
    assert reference.previous is None


def test_a_mean_nobody_is_known_for_comes_from_the_previous_reference() -> None:
    snapshot = snapshot_of(enterprises=FIRMS)
    before = empty_reference(MRT, {"JC03": 0.4, "gone": 0.9})

    found = build_reference(snapshot, filings_of(snapshot, {}), MRT, input_digest="d", previous=before)

    assert found.means["JC03"] == 0.4
    assert "gone" not in found.means
    assert found.previous == before.id


def test_a_group_rate_is_smoothed_towards_the_rate_of_all() -> None:
    # industry F513: five firms, two hit; A011: three firms, none hit; all: 2 of 8
    snapshot = snapshot_of(enterprises=FIRMS, records=[listing(1, "E1"), listing(2, "E2")])

    rates = build_reference(snapshot, filings_of(snapshot, {}), MRT, input_digest="d").tables.rates["JC06"]

    # smoothed with 50 firms at .25: A011 .236, F513 .264; deciles of the middle of 3, then 5 of 8
    assert rates == {"A011": 2.0, "F513": 7.0}


def test_a_bound_does_not_enter_the_mean() -> None:
    snapshot = snapshot_of(enterprises=FIRMS[:2], records=[listing(1, "E1")], coverage=())

    found = measure(snapshot, filings_of(snapshot, {}), MRT, empty_reference(MRT))

    assert "JG07" not in mean_points(found, np.ones(2, dtype=bool))


def test_a_reference_reads_back_as_it_was_written(tmp_path: Path) -> None:
    reference = replace(hand_reference(MRT), means={"JG07": 0.1}, scale=0.5, scale_note="by hand")

    reference.write(tmp_path)
    found = Reference.read(tmp_path, reference.id)

    assert found.hash == reference.hash
    assert found.means == {"JG07": 0.1}
    assert found.scale == 0.5
    assert found.tables.rates == reference.tables.rates
    shares = found.tables.percentiles["ZH01"]["F|micro"]
    assert shares.share_of(np.array([1.0, 2.0])).tolist() == [0.8, 0.96]
    assert references(tmp_path) == [reference.id]


def test_the_same_reference_is_written_once_and_another_beside_it(tmp_path: Path) -> None:
    first, second = empty_reference(MRT, {"JG07": 0.1}), empty_reference(MRT, {"JG07": 0.2})

    folders = {first.write(tmp_path), first.write(tmp_path), second.write(tmp_path)}

    assert len(folders) == 2
    assert len(references(tmp_path)) == 2


@pytest.mark.parametrize("damage", ["value", "file", "text"])
def test_a_damaged_reference_is_refused(tmp_path: Path, damage: str) -> None:
    folder = empty_reference(MRT, {"JG07": 0.1}).write(tmp_path)
    path = folder / "reference.json"
    if damage == "file":
        (folder / "rates.arrow").unlink()
    elif damage == "text":
        path.write_text("{", encoding="utf-8")
    else:
        path.write_text(path.read_text(encoding="utf-8").replace("0.1", "0.2"), encoding="utf-8")

    with pytest.raises(IntegrityError):
        Reference.read(tmp_path, folder.name)


def test_an_empty_home_has_no_reference(tmp_path: Path) -> None:
    assert references(tmp_path) == []


@given(
    st.lists(st.just(0.0) | st.floats(1e-6, 50), min_size=1, max_size=30),
    st.floats(0.001, 0.6),
)
def test_the_scale_brings_the_mean_to_the_target(raw: list[float], target: float) -> None:
    values = np.array(raw)
    none = np.zeros(len(values))

    scale = scale_for_mean(values, target, 0.693, none)

    reachable = 0.693 * (values > 0).mean()
    if scale is None:
        assert reachable <= target
    else:
        assert np.minimum(0.693, scale * values).mean() == pytest.approx(target, rel=1e-9)


def test_weighted_structural_items_are_part_of_the_mean_and_not_scaled() -> None:
    scale = scale_for_mean(np.array([1.0, 0.0]), 0.3, 0.693, np.array([0.1, 0.1]))

    # (min(.693, s + .1) + .1) / 2 = .3
    assert scale == pytest.approx(0.4)


def test_an_unreachable_target_keeps_the_previous_scale_else_one_and_says_so() -> None:
    nothing = np.zeros(3)
    before = replace(empty_reference(MRT), scale=0.7)

    with_previous = empty_reference(MRT).with_scale(nothing, MRT, before)
    without = empty_reference(MRT).with_scale(nothing, MRT, None)

    assert (with_previous.scale, without.scale) == (0.7, 1.0)
    assert with_previous.previous == before.id
    assert "unreachable" in with_previous.scale_note
    assert "unreachable" in without.scale_note


def test_the_scale_enters_the_id() -> None:
    draft = empty_reference(MRT)

    assert draft.with_scale(np.array([1.0]), MRT, None).id != draft.id


def test_reference_of_a_day_carries_the_day() -> None:
    snapshot = snapshot_of(enterprises=FIRMS)

    assert build_reference(snapshot, filings_of(snapshot, {}), MRT, input_digest="d").id.startswith(
        T.isoformat()
    )
