"""Why a class changed: hand-made pairs of months, one change each."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from graph.arrays import Frame, large_text
from graph.domain import DAY_UNKNOWN, Factor, day_number
from graph.filings import MemoryFilings
from graph.snapshot import Snapshot
from scoring.migration import Change, Hazards, Stages, hazard_differences, main_causes
from scoring.migration_stages import stage_snapshots
from scoring.pack import load_pack
from scoring.pack_model import Pack
from scoring.results import Month, Months
from scoring.results_migration import CAUSE_ORDER, HAZARD_CAUSES, HAZARD_UNIT
from scoring.results_types import Cause, Mover, MoverFilter
from tests.frozen_store import PreparedFilings, make_prepared_month
from tests.frozen_world import tie, world

SEPTEMBER, OCTOBER = date(2026, 9, 30), date(2026, 10, 31)
MRT = load_pack("mrt")


def changed_pack(pack: Pack, **sections: Any) -> Pack:
    """The pack with some sections replaced, checked again."""
    return Pack.model_validate({**pack.model_dump(mode="json"), **sections})


def with_low_b(pack: Pack = MRT) -> Pack:
    """The pack with A up to 216: an enterprise of which nothing is known is A, a little more makes it B."""
    words = [("A", 0, 216), ("B", 216, 500), ("C", 500, 750), ("D", 750, 1000)]
    ranges = [{"name": name, "at_least": low, "at_most": high} for name, low, high in words]
    return changed_pack(pack, classes={"closed": "left", "ranges": ranges})


PACK = with_low_b()
TIES = (
    tie("LEGAL_REPRESENTATIVE_OF", "P:1", "E1", entered_on=date(2022, 1, 1)),
    tie("LEGAL_REPRESENTATIVE_OF", "P:1", "E2", entered_on=date(2022, 1, 1)),
)
FIRMS = ("E1", "E2", "E3")


def penalty(name: str, *parties: str, **more: Any) -> dict[str, Any]:
    day = more.pop("day", date(2026, 8, 1))
    return {
        "record_id": name,
        "kind": "penalty",
        "measure": "suspension",
        "decided_on": day,
        "published_on": day,
        "entered_on": day,
        "parties": parties,
        **more,
    }


def september(**rows: Any) -> Snapshot:
    return world(as_of=SEPTEMBER, **{"enterprises": FIRMS, "persons": ["P:1"], "ties": TIES, **rows})


def october(**rows: Any) -> Snapshot:
    return world(as_of=OCTOBER, **{"enterprises": FIRMS, "persons": ["P:1"], "ties": TIES, **rows})


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


def hazards(own: int, related: int) -> Hazards:
    return Hazards(own=np.array([own]), related=np.array([related]))


def test_differences_are_taken_stage_by_stage() -> None:
    stages = Stages(
        before=hazards(10, 5),
        model=hazards(11, 5),
        time=hazards(9, 4),
        correction=hazards(9, 6),
        fact=hazards(15, 9),
        after=hazards(15, 2),
    )

    found = {cause: int(amount[0]) for cause, amount in hazard_differences(stages).items()}

    assert found == {
        Cause.MODEL: 1,
        Cause.TIME: -3,
        Cause.CORRECTION: 2,
        Cause.OWN_FACT: 6,
        Cause.RELATED_FACT: 3,
        Cause.TIE_CHANGE: -7,
    }


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, Cause.OWN_FACT),
        ({"class_after": 0, "class_before": 1}, Cause.TIE_CHANGE),
        ({"direct_after": True}, Cause.DIRECT_RULE),
        ({"class_before": -1}, Cause.ENTERED),
        ({"class_after": -1}, Cause.LEFT),
        ({"model_after": 10_000, "clamped_after": True}, Cause.CLAMP),
    ],
)
def test_the_main_cause_goes_furthest_in_the_direction_of_the_move(
    values: dict[str, Any], expected: Cause
) -> None:
    plain = {
        "class_before": 0,
        "class_after": 1,
        "model_before": 10_000,
        "model_after": 30_000,
        "direct_before": False,
        "direct_after": False,
        "clamped_before": False,
        "clamped_after": False,
    }
    change = Change(**{name: np.array([value]) for name, value in {**plain, **values}.items()})
    amounts = {Cause.OWN_FACT: 5, Cause.RELATED_FACT: 5, Cause.TIE_CHANGE: -9}
    differences = {cause: np.array([amounts.get(cause, 0)]) for cause in HAZARD_CAUSES}

    assert CAUSE_ORDER[int(main_causes(change, differences, PACK)[0])] is expected


def test_stages_replace_old_facts_by_new_ones_one_kind_at_a_time() -> None:
    old = september(records=[penalty("r1", "E1")])
    new = october(
        enterprises=["E0", *FIRMS],
        records=[penalty("r1", "E1"), penalty("r2", "E2", day=date(2026, 10, 2))],
        ties=[*TIES, tie("HOLDS", "E0", "E3", entered_on=date(2026, 10, 1))],
    )

    stages = stage_snapshots(old, new)

    assert stages.before.as_of == SEPTEMBER
    assert stages.time.as_of == OCTOBER
    assert stages.correction is None
    assert stages.time.parties.numbers("party").tolist() == [1]
    assert [s.records.rows for s in (stages.time, stages.fact)] == [1, 2]
    assert [s.ties.rows for s in (stages.time, stages.fact)] == [2, 2]
    assert stages.time.ties.numbers("dst").tolist() == new.ties.numbers("dst")[:2].tolist()


def test_a_restored_fact_is_a_correction_stage() -> None:
    old = september()
    new = october(records=[penalty("r1", "E1", entered_on=date(2026, 8, 1))])

    stages = stage_snapshots(old, new)

    assert stages.correction is not None
    assert stages.correction.records.rows == 1
    assert stages.correction.parties.rows == 1


def test_the_end_of_a_listing_is_news_not_a_correction() -> None:
    listing = penalty("r1", "E1", kind="abnormal_listing")
    old = september(records=[listing])
    new = october(records=[{**listing, "ended_on": date(2026, 10, 9)}])

    stages = stage_snapshots(old, new)

    assert stages.correction is None
    assert stages.time.records.numbers("ended_on").tolist() == old.records.numbers("ended_on").tolist()
    assert stages.fact.records.numbers("ended_on").tolist() == new.records.numbers("ended_on").tolist()


def test_old_facts_keep_their_order_when_codes_shift() -> None:
    old = september()
    new = october(enterprises=["E0", "E1", "E1a", "E2", "E3"])

    ties = stage_snapshots(old, new).time.ties

    assert ties.numbers("dst").tolist() == [1, 3]
    assert dataclasses.is_dataclass(stage_snapshots(old, new))
