"""Receipts add up, name party, record and path, and can be read aloud."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path

import pytest

from graph.domain import Factor, NodeKind, RiskClass
from scoring.pack import load_pack
from scoring.receipts import SHOWN_PARTS
from scoring.results import Month, Months
from scoring.results_types import Receipt, ReceiptLineKind
from tests.frozen_store import make_prepared_month
from tests.frozen_world import tie, world

SEPTEMBER = date(2026, 9, 30)


def month_of(home: Path, **rows: object) -> Month:
    make_prepared_month(home, world(as_of=SEPTEMBER, **rows))  # type: ignore[arg-type]
    return Months(home).open()


def related_month(home: Path, records: int = 1) -> Month:
    return month_of(
        home,
        enterprises=[
            {"enterprise_id": "E1", "name": "甲公司"},
            {"enterprise_id": "E2", "name": "乙公司"},
        ],
        persons=["P:1"],
        ties=[
            tie("LEGAL_REPRESENTATIVE_OF", "P:1", "E1", valid_from=date(2022, 5, 1)),
            tie("HOLDS", "P:1", "E2", share=0.6, valid_from=date(2023, 6, 1)),
        ],
        records=[
            {
                "record_id": f"r{number:04d}",
                "kind": "penalty",
                "measure": "fine",
                "decided_on": date(2026, 3, 2),
                "published_on": date(2026, 3, 2),
                "document_no": f"No. {number}",
                "parties": ["E1"],
            }
            for number in range(records)
        ],
    )


def assert_adds_up(receipt: Receipt) -> None:
    assert math.fsum(line.hazard for line in receipt.lines) == pytest.approx(receipt.hazard, abs=1e-9)
    assert round(100 * sum(line.points for line in receipt.lines)) == round(100 * receipt.model_score)
    if receipt.score is not None:
        adjusted = receipt.model_score + sum(line.points for line in receipt.adjustments)
        assert round(100 * adjusted) == round(100 * receipt.score)


def test_receipts_of_every_enterprise_add_up(two_months: Path) -> None:
    month = Months(two_months).open("2026-10")
    ids = month.scores.text("enterprise_id").to_pylist()

    for enterprise_id in ids:
        receipt = month.receipt(enterprise_id)
        assert_adds_up(receipt)
        for factor in month.enterprise(enterprise_id).factors:
            mine = [line for line in receipt.lines if line.factor is factor.factor]
            assert math.fsum(line.hazard for line in mine) == pytest.approx(factor.hazard, abs=1e-9)
            assert round(100 * sum(line.points for line in mine)) == round(100 * factor.points)

    assert any(
        line.kind is ReceiptLineKind.RELATED_RECORD
        for enterprise_id in ids
        for line in month.receipt(enterprise_id).lines
    )


def test_a_receipt_repeats_to_the_last_byte(two_months: Path) -> None:
    first, second = (Months(two_months).open("2026-10") for _ in range(2))

    for enterprise_id in first.scores.text("enterprise_id").to_pylist()[:20]:
        assert (
            first.receipt(enterprise_id).model_dump_json() == second.receipt(enterprise_id).model_dump_json()
        )


def test_a_relationship_line_names_party_record_and_path(tmp_path: Path) -> None:
    receipt = related_month(tmp_path).receipt("E2")

    (line,) = [line for line in receipt.lines if line.kind is ReceiptLineKind.RELATED_RECORD]
    part = line.part
    assert part is not None
    assert (part.party.id, part.party.name, part.party.kind) == ("E1", "甲公司", NodeKind.ENTERPRISE)
    assert part.record is not None
    assert (part.record.record_id, part.record.decided_on) == ("r0000", date(2026, 3, 2))
    assert part.path_nodes == ("E1", "P:1", "E2")
    assert [step.share for step in part.path] == [None, pytest.approx(0.6)]
    assert [step.valid_from for step in part.path] == [date(2022, 5, 1), date(2023, 6, 1)]
    assert line.hazard == pytest.approx(
        receipt.relationship_scale * receipt.relationship_scaled_by * part.raw
    )
    assert_adds_up(receipt)


def test_a_sentence_can_be_read_aloud_and_names_no_person(tmp_path: Path) -> None:
    receipt = related_month(tmp_path).receipt("E2")

    (line,) = [line for line in receipt.lines if line.kind is ReceiptLineKind.RELATED_RECORD]
    assert line.sentence.zh == (
        "关联方甲公司（E1）于 2026-03-02 有行政处罚记录（No. 0），严重程度 2；关联路径："
        "P:1 —法定代表人→ 甲公司，自 2022-05-01；P:1 —持股 60.00%→ 乙公司，自 2023-06-01；"
        f"路径强度 {line.part.strength if line.part else 0:.3f}。"
    )
    assert "甲公司 (E1) has a record: administrative penalty of 2026-03-02 (No. 0)" in line.sentence.en


def test_long_receipts_show_the_largest_parts_and_one_exact_remainder(tmp_path: Path) -> None:
    receipt = related_month(tmp_path, records=SHOWN_PARTS + 30).receipt("E2")

    shown = [line for line in receipt.lines if line.part is not None]
    rest = [line for line in receipt.lines if line.kind is ReceiptLineKind.REMAINDER]
    assert len(shown) == SHOWN_PARTS
    assert receipt.parts > SHOWN_PARTS
    assert len(rest) == 1
    assert [line.hazard for line in shown] == sorted((line.hazard for line in shown), reverse=True)
    assert_adds_up(receipt)


def test_the_cap_scales_every_part(tmp_path: Path) -> None:
    receipt = related_month(tmp_path, records=400).receipt("E2")

    related = [line.hazard for line in receipt.lines if line.factor is Factor.RELATIONSHIP]
    if receipt.relationship_scaled_by < 1:
        assert math.fsum(related) == pytest.approx(receipt.relationship_cap, abs=1e-9)
    assert receipt.relationship_cap == load_pack("mrt").relationship_cap


def test_an_enterprise_out_of_scope_has_a_receipt_without_a_score(tmp_path: Path) -> None:
    month = month_of(tmp_path, enterprises=[{"enterprise_id": "E1", "status": "deregistered"}])

    receipt = month.receipt("E1")

    assert not receipt.scored
    assert (receipt.score, receipt.risk_class, receipt.model_score) == (None, None, 0.0)
    assert sum(line.points for line in receipt.lines) == 0


def test_nothing_that_names_the_enterprise_itself_comes_back_to_it(tmp_path: Path) -> None:
    receipt = related_month(tmp_path, records=5).receipt("E1")

    assert receipt.relationship_raw == 0
    assert not [line for line in receipt.lines if line.factor is Factor.RELATIONSHIP]


def test_the_class_of_a_receipt_is_the_published_one(two_months: Path) -> None:
    month = Months(two_months).open("2026-10")
    ids = month.scores.text("enterprise_id").to_pylist()

    classes = {month.receipt(enterprise_id).risk_class for enterprise_id in ids}

    assert classes <= {None, *RiskClass}
    assert all(month.receipt(name).risk_class == month.enterprise(name).risk_class for name in ids[:30])


def test_a_path_through_a_branch_says_that_both_are_one_legal_person(tmp_path: Path) -> None:
    month = month_of(
        tmp_path,
        enterprises=[
            {"enterprise_id": "E1", "name": "甲公司"},
            {"enterprise_id": "E2", "name": "乙公司"},
            {"enterprise_id": "E3", "name": "甲公司分公司", "legal_person": "E1"},
        ],
        persons=["P:1"],
        ties=[
            tie("BRANCH_OF", "E3", "E1"),
            tie("LEGAL_REPRESENTATIVE_OF", "P:1", "E3", valid_from=date(2022, 5, 1)),
            tie("HOLDS", "P:1", "E2", share=0.6, valid_from=date(2023, 6, 1)),
        ],
        records=[
            {
                "record_id": "r0000",
                "kind": "penalty",
                "measure": "fine",
                "decided_on": date(2026, 3, 2),
                "published_on": date(2026, 3, 2),
                "parties": ["E1"],
            }
        ],
    )

    (line,) = [line for line in month.receipt("E2").lines if line.kind is ReceiptLineKind.RELATED_RECORD]

    assert "→ 甲公司分公司（E3），自 2022-05-01" in line.sentence.zh
    assert "甲公司分公司与关联方为同一责任主体" in line.sentence.zh
    assert "甲公司分公司 and the related party are one legal person" in line.sentence.en
