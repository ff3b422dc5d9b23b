"""Why a class changed: hand-made pairs of months, one change each."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from graph.arrays import Frame, large_text
from graph.domain import DAY_UNKNOWN, Factor, day_number
from graph.filings import MemoryFilings
from graph.snapshot import Snapshot
from scoring.pack_model import Pack
from scoring.results import Month, Months
from scoring.results_migration import HAZARD_CAUSES, HAZARD_UNIT
from scoring.results_types import Cause, Mover, MoverFilter
from tests.frozen_store import PreparedFilings, make_prepared_month
from tests.frozen_world import tie, world
from tests.month_pairs import (
    FIRMS,
    MRT,
    OCTOBER,
    PACK,
    SEPTEMBER,
    TIES,
    changed_pack,
    october,
    penalty,
    september,
    with_low_b,
)


def compared(
    home: Path, before: Snapshot, after: Snapshot, pack: Pack = PACK, later_pack: Pack | None = None
) -> Month:
    make_prepared_month(home, before, pack)
    make_prepared_month(home, after, later_pack or pack)
    return Months(home).open("2026-10")


def movers(month: Month) -> dict[str, Mover]:
    found = {mover.enterprise_id: mover for mover in month.migration(limit=1000).items}
    assert_adds_up(month)
    return found


def assert_adds_up(month: Month) -> None:
    """Differences are whole units that sum to the difference of the published hazards."""
    before = Months(month.path.parents[2]).open("2026-09").scores
    table, scores = month.mover_table, month.scores
    ids = before.text("enterprise_id").to_pylist()
    for row in range(table.rows):
        code = int(table.numbers("enterprise")[row])
        name = scores.text("enterprise_id")[code].as_py()
        if min(table.numbers("previous_class")[row], table.numbers("risk_class")[row]) < 0:
            continue
        old = ids.index(name)
        names = [f"lambda_{factor.value}" for factor in Factor]
        units = [
            np.rint(frame.numbers(column)[at] / HAZARD_UNIT).astype(np.int64)
            for frame, at, sign in ((scores, code, 1), (before, old, -1))
            for column in names
        ]
        expected = int(sum(units[:5]) - sum(units[5:]))
        assert sum(int(table.numbers(f"hazard_{cause.value}")[row]) for cause in HAZARD_CAUSES) == expected
    matrix = month.migration_matrix()
    assert sum(matrix.causes.values()) == matrix.movers == table.rows


def only(mover: Mover) -> set[Cause]:
    """Causes with a difference."""
    return {cause for cause, amount in mover.hazard_changes.items() if amount}


def test_an_own_record_moves_its_party_and_as_a_related_record_its_neighbour(tmp_path: Path) -> None:
    month = compared(tmp_path, september(), october(records=[penalty("r1", "E1", day=date(2026, 10, 10))]))

    found = movers(month)

    assert set(found) == {"E1", "E2"}
    assert found["E1"].cause is Cause.OWN_FACT
    assert found["E2"].cause is Cause.RELATED_FACT
    assert only(found["E2"]) == {Cause.RELATED_FACT}
    matrix = month.migration_matrix()
    assert matrix.counts[0][1] == 2
    assert matrix.counts[0][0] == 1


def test_a_new_tie_to_a_party_with_a_record_is_a_tie_change(tmp_path: Path) -> None:
    record = penalty("r1", "E1")
    late = tie(
        "LEGAL_REPRESENTATIVE_OF", "P:1", "E3", valid_from=date(2024, 1, 1), entered_on=date(2026, 10, 5)
    )

    month = compared(tmp_path, september(records=[record]), october(records=[record], ties=[*TIES, late]))

    found = movers(month)
    assert set(found) == {"E3"}
    assert found["E3"].cause is Cause.TIE_CHANGE


def test_a_tie_that_is_ended_is_a_tie_change(tmp_path: Path) -> None:
    record = penalty("r1", "E1")
    ended = dict(TIES[1], valid_to=date(2023, 1, 1), left_on=date(2026, 10, 5))

    month = compared(tmp_path, september(records=[record]), october(records=[record], ties=[TIES[0], ended]))

    assert movers(month)["E2"].cause is Cause.TIE_CHANGE


def test_the_end_of_a_publication_is_time_for_the_party_and_its_neighbour(tmp_path: Path) -> None:
    record = penalty("r1", "E1", publication_until=date(2026, 10, 15))

    found = movers(compared(tmp_path, september(records=[record]), october(records=[record])))

    assert {name: mover.cause for name, mover in found.items()} == {"E1": Cause.TIME, "E2": Cause.TIME}
    assert only(found["E1"]) == {Cause.TIME}


def test_a_withdrawn_record_is_a_correction_for_the_party_and_its_neighbour(tmp_path: Path) -> None:
    found = movers(compared(tmp_path, september(records=[penalty("r1", "E1")]), october()))

    assert {name: mover.cause for name, mover in found.items()} == {
        "E1": Cause.CORRECTION,
        "E2": Cause.CORRECTION,
    }


def test_a_revoked_record_is_a_correction(tmp_path: Path) -> None:
    record = penalty("r1", "E1")
    status = {
        "status_id": "s1",
        "fact_kind": "record",
        "fact_id": "r1",
        "status": "revoked",
        "effective_on": date(2026, 10, 3),
    }

    found = movers(
        compared(tmp_path, september(records=[record]), october(records=[record], statuses=[status]))
    )

    assert found["E1"].cause is Cause.CORRECTION
    assert found["E2"].cause is Cause.CORRECTION


def test_another_content_of_a_known_record_is_a_correction(tmp_path: Path) -> None:
    wrong = penalty("r1", "E3")
    right = penalty("r1", "E1")

    found = movers(compared(tmp_path, september(records=[wrong]), october(records=[right])))

    assert {name: mover.cause for name, mover in found.items()} == {
        "E1": Cause.CORRECTION,
        "E2": Cause.CORRECTION,
        "E3": Cause.CORRECTION,
    }


def test_a_direct_rule_that_begins_is_the_cause(tmp_path: Path) -> None:
    rules = [rule.model_dump(mode="json") for rule in MRT.direct_rules]
    rules[0] |= {
        "active": True,
        "decision": {"organ": "regional bureau", "document_no": "1", "decided_on": "2026-01-01"},
    }
    pack = with_low_b(changed_pack(MRT, direct_rules=rules))
    listing = penalty("r1", "E1", kind="serious_violation_listing", measure=None, day=date(2026, 10, 2))

    month = compared(tmp_path, september(), october(records=[listing]), pack)

    found = movers(month)
    assert found["E1"].cause is Cause.DIRECT_RULE
    assert month.enterprise("E1").direct_rule == "D1"
    assert month.enterprise("E1").score == 750.0
    receipt = month.receipt("E1")
    assert receipt.model_score + sum(line.points for line in receipt.adjustments) == pytest.approx(750.0)


def test_entering_and_leaving_scoring_are_causes_of_their_own(tmp_path: Path) -> None:
    gone = {"enterprise_id": "E1", "status": "deregistered"}

    found = movers(compared(tmp_path, september(), october(enterprises=[gone, "E2", "E3", "E4"])))

    assert {name: mover.cause for name, mover in found.items()} == {"E1": Cause.LEFT, "E4": Cause.ENTERED}
    assert found["E1"].risk_class is None
    assert found["E4"].previous_class is None


def test_another_pack_alone_is_the_model(tmp_path: Path) -> None:
    heavier = changed_pack(PACK, kappa=PACK.kappa * 1.2)

    found = movers(compared(tmp_path, september(), october(), later_pack=heavier))

    assert set(found) == set(FIRMS)
    assert {mover.cause for mover in found.values()} == {Cause.MODEL}
    assert only(found["E1"]) == {Cause.MODEL}


def test_another_boundary_alone_is_the_model(tmp_path: Path) -> None:
    found = movers(compared(tmp_path, september(), october(), later_pack=MRT))

    assert {mover.cause for mover in found.values()} == {Cause.MODEL}


def test_a_changed_attribute_is_an_own_fact(tmp_path: Path) -> None:
    small = {"enterprise_id": "E1", "staff_band": "micro"}

    found = movers(compared(tmp_path, september(), october(enterprises=[small, "E2", "E3"])))

    assert set(found) == {"E1"}
    assert only(found["E1"]) == {Cause.OWN_FACT}


def test_nothing_changed_gives_no_mover(tmp_path: Path) -> None:
    month = compared(
        tmp_path, september(records=[penalty("r1", "E1")]), october(records=[penalty("r1", "E1")])
    )

    assert movers(month) == {}


def test_the_first_month_has_no_movers(tmp_path: Path) -> None:
    make_prepared_month(tmp_path, october(), PACK)

    matrix = Months(tmp_path).open("2026-10").migration_matrix()

    assert matrix.previous is None
    assert matrix.movers == 0
    assert sum(map(sum, matrix.counts)) == 0


def test_after_an_empty_month_everybody_enters(tmp_path: Path) -> None:
    found = movers(compared(tmp_path, world(as_of=SEPTEMBER), october()))

    assert {name: mover.cause for name, mover in found.items()} == dict.fromkeys(FIRMS, Cause.ENTERED)


def test_a_new_filing_is_an_own_fact(tmp_path: Path) -> None:
    tax = Frame(
        {
            "enterprise": np.array([0], np.int32),
            "filing_id": large_text(["f1"]),
            "filed_on": np.array([day_number(date(2026, 10, 1))], np.int32),
            "tax_state": large_text(["arrears"]),
            "arrears_cents": np.array([10**10]),
            "ended_on": np.array([DAY_UNKNOWN], np.int32),
        }
    )
    filings = PreparedFilings({OCTOBER: MemoryFilings({"tax": tax})})
    make_prepared_month(tmp_path, september(), PACK, filings=filings)
    make_prepared_month(tmp_path, october(), PACK, filings=filings)

    found = movers(Months(tmp_path).open("2026-10"))

    assert set(found) == {"E1"}
    assert only(found["E1"]) == {Cause.OWN_FACT}


def test_movers_are_filtered_by_cause_and_class_and_paged(tmp_path: Path) -> None:
    month = compared(tmp_path, september(), october(records=[penalty("r1", "E1", day=date(2026, 10, 10))]))

    own = month.migration(MoverFilter(cause=Cause.OWN_FACT))
    to_b = month.migration(MoverFilter(risk_class="B"), limit=1)
    rest = month.migration(MoverFilter(risk_class="B"), cursor=to_b.cursor, limit=1)

    assert [mover.enterprise_id for mover in own.items] == ["E1"]
    assert [mover.enterprise_id for mover in (*to_b.items, *rest.items)] == ["E1", "E2"]
    assert (to_b.total, rest.cursor) == (2, None)
    assert month.migration(MoverFilter(risk_class="D")).total == 0


def test_causes_of_a_generated_province_add_up_for_every_mover(two_months: Path) -> None:
    month = Months(two_months).open("2026-10")

    assert month.mover_table.rows > 0
    assert_adds_up(month)
