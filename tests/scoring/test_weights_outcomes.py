"""Outcomes of inspections: which count, for which month, and what a file of them may not be."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from graph.domain import day_number
from graph.errors import InputError
from scoring.month_folders import MonthFolder
from scoring.results import Month, Months
from scoring.results_types import MonthInfo
from scoring.weights.outcomes import Outcomes, outcomes_by_month, outcomes_of, read_outcomes
from scoring.weights.rules import weight_rules
from tests.scored_facts import filings_of, snapshot_of

RULES = weight_rules().outcomes


def outcomes(*rows: tuple[str, date, bool]) -> Outcomes:
    return Outcomes(
        enterprise_ids=pa.array([row[0] for row in rows], pa.large_string()),
        day=np.array([day_number(row[1]) for row in rows], np.int32),
        problem=np.array([row[2] for row in rows], np.bool_),
    )


def test_only_concluded_inspections_up_to_the_day_are_outcomes() -> None:
    snapshot = snapshot_of(enterprises=["E1", "E2"])
    results = ("passed", "failed", "refused", "not_found", "pending", None)
    rows = [
        {
            "enterprise": "E1",
            "filed_on": date(2026, 10, 1 + row),
            "inspection_kind": "spot_check",
            "result": word,
        }
        for row, word in enumerate(results)
    ]
    rows += [
        {
            "enterprise": "E2",
            "filed_on": date(2026, 11, 1),
            "inspection_kind": "spot_check",
            "result": "failed",
        },
        {"enterprise": "E2", "filed_on": date(2026, 10, 2), "inspection_kind": None, "result": "failed"},
        {
            "enterprise": "E2",
            "filed_on": date(2026, 10, 3),
            "inspection_kind": "product_test",
            "result": "passed",
        },
    ]

    found = outcomes_of(snapshot, filings_of(snapshot, {"inspections": rows}), RULES)

    assert found.enterprise_ids.to_pylist() == ["E1", "E1", "E1", "E1", "E2"]
    assert found.problem.tolist() == [False, True, True, True, False]


@pytest.fixture(scope="module")
def months(two_months: Path) -> list[Month]:
    opened = Months(two_months)
    return [opened.open("2026-09"), opened.open("2026-10")]


def some_scored(month: Month, count: int) -> list[str]:
    rows = np.flatnonzero(month.scores.numbers("scored"))[:count]
    return [str(month.scores.text("enterprise_id")[int(row)]) for row in rows]


def test_an_inspection_counts_for_the_newest_month_before_it(months: list[Month]) -> None:
    (one,) = some_scored(months[0], 1)
    told = outcomes(
        (one, date(2026, 9, 30), True),
        (one, date(2026, 10, 1), True),
        (one, date(2026, 10, 31), False),
        (one, date(2026, 11, 1), False),
        (one, date(2027, 2, 1), True),
    )

    september, october = outcomes_by_month(told, months, horizon=3)

    assert (september.found.tolist(), september.clean.tolist()) == ([1], [1])
    assert (october.found.tolist(), october.clean.tolist()) == ([0], [1])


def test_what_was_known_when_a_month_was_published_is_never_its_outcome(months: list[Month]) -> None:
    ids = some_scored(months[0], 3)
    last = months[0].info.known_by
    told = outcomes(*((one, last - timedelta(days=row), True) for row, one in enumerate(ids)))

    (september,) = outcomes_by_month(told, months[:1], horizon=12)

    assert len(september.code) == 0


class Revised(Month):
    """A month whose revision in force was made three weeks later."""

    @property
    def info(self) -> MonthInfo:
        found = super().info
        return found.model_copy(update={"known_by": found.as_of + timedelta(days=21)})


def test_what_a_later_revision_knew_is_not_its_outcome_either(two_months: Path) -> None:
    revised = Revised(Months(two_months), MonthFolder(two_months, "2026-09"), 1)
    (one,) = some_scored(revised, 1)
    told = outcomes((one, date(2026, 10, 21), True), (one, date(2026, 10, 22), True))

    (september,) = outcomes_by_month(told, [revised], horizon=3)

    assert september.found.tolist() == [1]


def test_outcomes_of_unknown_enterprises_are_counted_and_left_out(months: list[Month]) -> None:
    (one,) = some_scored(months[0], 1)
    told = outcomes((one, date(2026, 10, 5), True), ("nobody", date(2026, 10, 5), True))

    (september,) = outcomes_by_month(told, months[:1], horizon=1)

    assert (len(september.code), september.unknown) == (1, 1)


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "outcomes.csv"
    path.write_text(text, encoding="utf-8")
    return path


HEAD = "enterprise_id,inspected_on,problem\n"


def test_a_file_gives_rows_in_its_order_and_repeated_ones_once(tmp_path: Path) -> None:
    text = HEAD + "E2,2026-10-01,1\nE1,2026-10-01,否\nE2,2026-10-01,yes\nE2,2026-10-01,no\n"

    found = read_outcomes(written(tmp_path, text))

    assert found.enterprise_ids.to_pylist() == ["E2", "E1", "E2"]
    assert found.problem.tolist() == [True, False, False]
    assert found.until == date(2026, 10, 1)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "id,day,found\nE1,2026-10-01,1\n",
            "outcomes.csv:1: expected the columns enterprise_id, inspected_on",
        ),
        ("enterprise_id,inspected_on,problem,note\nE1,2026-10-01,1,x\n", "got enterprise_id, inspected_on"),
        (HEAD + "E1,2026-10-01,1\nE2,2026-13-01,1\n", "outcomes.csv:3: inspected_on: expected YYYY-MM-DD"),
        (HEAD + "E1,2026-10-01,perhaps\n", "outcomes.csv:2: problem: expected one of 1, true"),
        (HEAD + ",2026-10-01,1\n", "outcomes.csv:2: enterprise_id: expected an id"),
        (HEAD + "E1,2026-10-01\n", "expected CSV in UTF-8"),
        ("", "expected CSV in UTF-8"),
    ],
    ids=["other columns", "one more", "no day", "no answer", "no id", "short line", "empty"],
)
def test_a_wrong_file_of_outcomes_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match="outcomes") as refused:
        read_outcomes(written(tmp_path, text))

    assert message in refused.value.message


def test_a_missing_file_of_outcomes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="expected a file of outcomes, got none"):
        read_outcomes(tmp_path / "outcomes.csv")
