"""What a receipt tells of ties and records of other authorities."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graph.domain import TieKind
from scoring.results import Months
from scoring.results_types import ReceiptLine, ReceiptLineKind
from scoring.unpublished import without_secrets
from tests.frozen_store import make_prepared_month
from tests.frozen_world import tie, world

SEPTEMBER = date(2026, 9, 30)
NUMBERS = ("confidence", "role_strength", "share_strength", "ended_decay", "carry", "hub_factor")


def line_of(home: Path, ties: list[dict[str, Any]]) -> ReceiptLine:
    """Line of E2 because of a record of E1."""
    make_prepared_month(
        home,
        world(
            as_of=SEPTEMBER,
            enterprises=[{"enterprise_id": one, "name": f"{one}公司"} for one in ("E1", "E2", "E3")],
            persons=["P:1"],
            ties=ties,
            records=[
                {
                    "record_id": "r1",
                    "kind": "penalty",
                    "measure": "revocation",
                    "decided_on": date(2026, 3, 2),
                    "published_on": date(2026, 3, 2),
                    "document_no": "No. 1",
                    "parties": ["E1"],
                }
            ],
        ),
    )
    lines = Months(home).open().receipt("E2").lines
    (found,) = [line for line in lines if line.kind is ReceiptLineKind.RELATED_RECORD]
    return found


@pytest.fixture(scope="module")
def sisters(tmp_path_factory: pytest.TempPathFactory) -> ReceiptLine:
    """E3 holds E1 and E2."""
    held = {"valid_from": date(2023, 6, 1)}
    ties = [tie("HOLDS", "E3", "E1", share=0.37, **held), tie("HOLDS", "E3", "E2", share=0.6, **held)]
    return line_of(tmp_path_factory.mktemp("sisters"), ties)


def told(line: ReceiptLine, *inside: str) -> ReceiptLine:
    """The line as it is told where some enterprises are of the reader's area."""
    mine = dict.fromkeys(inside, True)
    return without_secrets(line, mine, mine, "E2")


def test_a_share_between_two_of_other_authorities_is_not_told(sisters: ReceiptLine) -> None:
    line = told(sisters, "E2")

    assert line.part is not None
    theirs, own = sorted(line.part.path, key=lambda found: found.target_id)
    assert (theirs.told, theirs.share, theirs.role) == (False, None, None)
    assert [getattr(theirs, name) for name in NUMBERS] == [None] * len(NUMBERS)
    assert own.told
    assert own.share == pytest.approx(0.6)
    assert "37" not in line.sentence.zh + line.sentence.en
    assert "60.00%" in line.sentence.zh


def test_no_product_gives_the_share_away(sisters: ReceiptLine) -> None:
    line = told(sisters, "E2")

    assert line.part is not None
    assert line.part.strength is None
    assert "路径强度" not in line.sentence.zh


def test_points_party_and_document_stay(sisters: ReceiptLine) -> None:
    line = told(sisters, "E2")

    assert (line.points, line.hazard, line.label) == (sisters.points, sisters.hazard, sisters.label)
    assert line.part is not None
    assert line.part.party.id == "E1"
    assert "No. 1" in line.sentence.zh
    assert "E3公司" in line.sentence.zh


@pytest.mark.parametrize("inside", [("E2", "E1"), ("E2", "E3")])
def test_a_tie_with_an_end_in_the_area_is_told_whole(sisters: ReceiptLine, inside: tuple[str, ...]) -> None:
    assert told(sisters, *inside) == sisters


def test_of_a_guarantee_for_another_only_its_kind_is_told(tmp_path: Path) -> None:
    since = {"valid_from": date(2023, 6, 1)}
    ties = [tie("GUARANTEES", "P:1", "E1", **since), tie("GUARANTEES", "P:1", "E2", **since)]

    line = told(line_of(tmp_path, ties), "E2")

    assert line.part is not None
    (theirs,) = [found for found in line.part.path if found.target_id == "E1"]
    assert (theirs.kind, theirs.tie_id, theirs.valid_from) == (TieKind.GUARANTEES, "", None)
    assert line.sentence.zh.count("自 2023-06-01") == 1


def test_a_registered_post_in_another_enterprise_stays_public(tmp_path: Path) -> None:
    since = {"valid_from": date(2022, 5, 1)}
    ties = [
        tie("LEGAL_REPRESENTATIVE_OF", "P:1", "E1", **since),
        tie("HOLDS", "P:1", "E2", share=0.6, **since),
    ]
    line = line_of(tmp_path, ties)

    assert told(line, "E2") == line
