"""Professional models: hand-computed class, combination matrix, what a matrix may not say."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from graph.arrays import Frame
from graph.domain import RiskClass
from graph.errors import PackError
from scoring.classes import CLASS_NAMES
from scoring.job.overlays import overlay_table
from scoring.job.steps import Rulebook
from scoring.overlays import Overlay
from scoring.pack import Pack, load_pack
from scoring.pack_check import refuse_unfit
from tests.indicator_case import OLD, RECENT, filed, record
from tests.scored_facts import empty_reference, filings_of, snapshot_of


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("xinjiang")


def table_of(pack: Pack, general: list[int], **facts: Any) -> Frame:
    """Overlays of firms E1 (food licence), E2 (brewery by industry), E3 (neither)."""
    snapshot = snapshot_of(
        enterprises=[
            {"enterprise_id": "E1", **OLD},
            {"enterprise_id": "E2", "industry": "C1513", **OLD},
            {"enterprise_id": "E3", "industry": "F5132", **OLD},
        ],
        records=facts.get("records", ()),
    )
    licence = filed(2024, 1, 1, licence_kind="food_operation", valid_to=date(2030, 1, 1))
    filings = filings_of(snapshot, {"licences": [licence], **facts.get("filings", {})})
    rules = Rulebook(pack=pack, reference=empty_reference(pack))
    return overlay_table(snapshot, filings, np.array(general, np.int8), rules)


def test_mr_7_2_and_xj_18_only_the_sector_has_a_professional_class(pack: Pack) -> None:
    found = table_of(pack, [0, 0, 0])

    assert found.text("overlay").to_pylist() == ["food", "food"]
    assert found.numbers("enterprise").tolist() == [0, 1]


def test_who_is_not_scored_has_no_professional_class(pack: Pack) -> None:
    assert table_of(pack, [-1, 0, 0]).numbers("enterprise").tolist() == [1]


def test_mr_7_2_both_classes_are_kept_and_combined_by_the_matrix(pack: Pack) -> None:
    # 3.465 * (.3 * 1 for two penalties + .3 * .5 for one failed test) = 1.55925: 789.70, class D
    records = [record(n, "penalty", RECENT, measure="fine", cause="food_safety") for n in (1, 2)]
    tests = [filed(2026, 1, 1, inspection_kind="product_test", result="failed")]

    found = table_of(pack, [0, 2, 0], records=records, filings={"inspections": tests})

    assert found.numbers("score").tolist() == [
        math.floor(100_000 * (1 - math.exp(-3.465 * 0.45)) + 0.5),
        0,
    ]
    named = {
        name: [CLASS_NAMES[code] for code in found.numbers(name)]
        for name in ("general_class", "professional_class", "combined_class")
    }
    assert named == {
        "general_class": ["A", "C"],
        "professional_class": ["D", "A"],
        "combined_class": ["C", "C"],
    }


def changed(pack: Pack, **fields: Any) -> dict[str, Any]:
    """Content of the food model after a change."""
    return {**pack.overlays[0].model_dump(mode="json", by_alias=True), **fields}


def test_a_matrix_that_falls_with_a_worse_class_is_refused(pack: Pack) -> None:
    matrix = {general: dict(row) for general, row in pack.overlays[0].matrix.items()}
    matrix[RiskClass.D][RiskClass.D] = RiskClass.C

    with pytest.raises(ValidationError, match="never fall"):
        Overlay.model_validate(changed(pack, matrix=matrix))


def test_a_matrix_with_a_hole_is_refused(pack: Pack) -> None:
    matrix = {general: dict(row) for general, row in pack.overlays[0].matrix.items()}
    del matrix[RiskClass.B][RiskClass.C]

    with pytest.raises(ValidationError, match="A, B, C and D in every row"):
        Overlay.model_validate(changed(pack, matrix=matrix))


def test_weights_of_a_professional_model_sum_to_one(pack: Pack) -> None:
    entries = changed(pack)["indicators"][:-1]

    with pytest.raises(ValidationError, match=r"sum to 1, got 0\.8"):
        Overlay.model_validate(changed(pack, indicators=entries))


def test_one_person_cannot_approve_his_own_model(pack: Pack) -> None:
    approval = {"author": "one", "approver": "one", "approved_on": "2026-01-05"}

    with pytest.raises(ValidationError, match="other than the author"):
        Overlay.model_validate(changed(pack, approval=approval))


def test_a_model_that_is_not_in_force_stops_the_month(pack: Pack) -> None:
    late = pack.overlays[0].model_copy(
        update={"effective": pack.effective.model_copy(update={"since": date(2027, 1, 1)})}
    )

    with pytest.raises(PackError, match=r"pack food 2026\.1: expected a pack in force on 2026-10-31"):
        refuse_unfit(pack.model_copy(update={"overlays": (late,)}), date(2026, 10, 31))
