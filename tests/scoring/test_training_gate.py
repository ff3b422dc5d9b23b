"""The gate opens for a better model only, and says why it stays closed."""

from __future__ import annotations

from datetime import date

import numpy as np
from scipy.sparse import csr_array

from graph.arrays import Frame, large_text
from scoring.pack import load_pack
from scoring.training.gate import Verdict, judge, month_hazard
from scoring.training.panel_columns import Columns
from scoring.training.panels import Panel
from scoring.training.plan import shipped_plan

PACK = load_pack("mrt")
GATE = shipped_plan().gate.model_copy(update={"draws": 40})
GOOD, NOISE, NONE = np.array([0.2, 0.0]), np.array([0.0, 0.2]), np.zeros(2)


def panel(count: int = 2000, events: float = 1.0) -> Panel:
    """Events follow the first dose and not the second; each row is a group of its own."""
    rng = np.random.default_rng(4)
    doses = rng.exponential(1.0, (count, 2))
    outcome = rng.random(count) < events * (1 - np.exp(-0.1 - 0.4 * doses[:, 0]))
    group = large_text([f"F{k:04d}" for k in range(count)])
    rows = Frame({"own_hazard": np.full(count, 0.1), "structural": np.zeros(count), "group": group})
    table = Columns(names=("f|class|B", "f|class|C"), table=csr_array(doses))
    return Panel(day=date(2025, 6, 30), rows=rows, own=table, doses=table, labels=outcome[:, None])


def verdict(
    model: np.ndarray, baseline: np.ndarray, scale: float | None = 1.0, events: float = 1.0
) -> Verdict:
    return judge(panel(events=events), (model, scale), (baseline, 1.0), PACK, GATE)


def test_a_model_that_ranks_better_passes_with_its_lower_bound_above_the_margin() -> None:
    found = verdict(GOOD, NOISE)

    assert found.passed
    assert found.low > GATE.margin
    assert "lower bound is above" in found.reason.en


def test_a_model_that_ranks_like_the_baseline_does_not_pass() -> None:
    found = verdict(GOOD, GOOD)

    assert not found.passed
    assert found.low == found.high == 0
    assert "not above the margin" in found.reason.en


def test_a_model_without_strengths_does_not_pass_though_the_baseline_is_noise() -> None:
    found = verdict(NONE, NOISE)

    assert not found.passed
    assert "every strength is 0" in found.reason.en


def test_a_model_that_cannot_keep_the_mean_of_the_factor_does_not_pass() -> None:
    assert "reaches too few" in verdict(GOOD, NOISE, scale=None).reason.en


def test_relations_that_add_nothing_to_the_own_factors_are_no_evidence() -> None:
    seen = panel()
    own = seen.doses.table @ GOOD

    found = judge(seen, (GOOD + NOISE / 1000, 1.0), (NOISE, 1.0), PACK, GATE, own)

    assert not found.passed
    assert "no evidence that violations travel" in found.reason.en


def test_what_relations_add_must_be_as_much_as_the_plan_says() -> None:
    seen, own = panel(), np.full(2000, 0.1)
    added = judge(seen, (GOOD, 1.0), (NOISE, 1.0), PACK, GATE, own)
    more = GATE.model_copy(update={"least_over_own": 0.9})

    asked = judge(seen, (GOOD, 1.0), (NOISE, 1.0), PACK, more, own)

    assert added.passed
    assert not asked.passed
    assert "below 0.9" in asked.reason.en


def test_relations_add_to_the_own_factors_up_to_their_ceiling() -> None:
    seen, own = panel(), np.full(2000, 0.1)

    found = judge(seen, (GOOD, 1.0), (NOISE, 1.0), PACK, GATE, own, ceiling=1e-12)

    assert not found.passed


def lucky(together: bool) -> Panel:
    """Thirty with a dose and an event each, as one group or each alone; the others' events follow nothing."""
    count = 400
    doses = np.zeros((count, 2))
    doses[:30, 0] = 1.0
    outcome = np.random.default_rng(5).random(count) < 0.15
    outcome[:30] = True
    group = large_text([f"F{0 if together and k < 30 else k:03d}" for k in range(count)])
    rows = Frame({"own_hazard": np.full(count, 0.1), "structural": np.zeros(count), "group": group})
    table = Columns(names=("f|class|B", "f|class|C"), table=csr_array(doses))
    return Panel(day=date(2025, 6, 30), rows=rows, own=table, doses=table, labels=outcome[:, None])


def test_what_one_group_tells_is_one_piece_of_news_however_many_are_in_it() -> None:
    alone, together = (judge(lucky(one), (GOOD, 1.0), (NONE, 1.0), PACK, GATE) for one in (False, True))

    assert alone.passed
    assert alone.low > 0
    assert together.low == 0
    assert not together.passed


def test_too_few_events_are_no_evidence() -> None:
    assert "fewer than 20 enterprises" in verdict(GOOD, NOISE, events=0.0).reason.en


def test_the_relationship_hazard_of_the_gate_is_capped_as_in_a_month() -> None:
    found = month_hazard(panel(), GOOD, 1e9, PACK)

    assert found.max() == 0.1 + PACK.relationship_cap
