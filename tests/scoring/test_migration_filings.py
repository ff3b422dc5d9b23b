"""A corrected filing moves a class as a correction of data, a new one as an own fact."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graph.filings import FilingStore
from graph.store.protocol import StagedBatch
from scoring.results import Months
from scoring.results_types import Cause
from tests.deliveries import Delivery
from tests.frozen_store import make_prepared_month
from tests.month_pairs import OCTOBER, PACK, SEPTEMBER, october, september

AUGUST, JULY = date(2026, 8, 31), date(2026, 7, 31)


def tax(filing: str, state: str, **more: Any) -> dict[str, Any]:
    columns = {"enterprise_id": "E1", "filed_on": date(2026, 7, 1), "arrears_cents": 10**10}
    return {"filing_id": filing, "tax_state": state, **columns, **more}


def appended(folder: Path, *deliveries: tuple[date, list[dict[str, Any]]]) -> FilingStore:
    """Filings of deliveries of (day, tax rows)."""
    store = FilingStore(folder / "home")
    for number, (day, rows) in enumerate(deliveries):
        delivery = Delivery(batch=f"b{number}", day=day, rows={"tax": rows})
        store.append(delivery.staged(folder / "staged"))
    return store


def hazards(folder: Path, filings: FilingStore, *between: StagedBatch) -> dict[Cause, float]:
    """Causes of E1's move between September and October that changed its hazard; filings come between."""
    home = folder / "months"
    make_prepared_month(home, september(), PACK, filings=filings)
    for batch in between:
        filings.append(batch)
    make_prepared_month(home, october(), PACK, filings=filings)
    (mover,) = Months(home).open("2026-10").migration().items
    assert mover.enterprise_id == "E1"
    return {cause: value for cause, value in mover.hazard_changes.items() if value}


def test_a_corrected_content_of_a_known_filing_is_a_correction(tmp_path: Path) -> None:
    filings = appended(
        tmp_path, (AUGUST, [tax("f1", "normal", arrears_cents=0)]), (OCTOBER, [tax("f1", "arrears")])
    )

    assert set(hazards(tmp_path, filings)) == {Cause.CORRECTION}


def test_a_new_filing_beside_a_known_one_is_an_own_fact(tmp_path: Path) -> None:
    filings = appended(
        tmp_path, (AUGUST, [tax("f1", "normal", arrears_cents=0)]), (OCTOBER, [tax("f2", "arrears")])
    )

    assert set(hazards(tmp_path, filings)) == {Cause.OWN_FACT}


def test_a_filing_that_was_backfilled_after_the_month_before_is_an_own_fact(tmp_path: Path) -> None:
    filings = appended(tmp_path, (AUGUST, [tax("f1", "normal", arrears_cents=0)]))
    rows = {"tax": [tax("f2", "arrears")]}
    late = Delivery(batch="late", day=OCTOBER, rows=rows, backfill=True).staged(tmp_path / "staged")

    assert set(hazards(tmp_path, filings, late)) == {Cause.OWN_FACT}


@pytest.mark.parametrize(
    ("deliveries", "revised"),
    [
        ([(AUGUST, "f1"), (OCTOBER, "f1")], ("f1",)),
        ([(AUGUST, "f1"), (OCTOBER, "f2")], ()),
        ([(JULY, "f1"), (AUGUST, "f1")], ()),
        ([(date(2026, 10, 10), "f1"), (OCTOBER, "f1")], ()),
    ],
)
def test_a_filing_is_revised_where_a_known_one_has_a_later_version(
    tmp_path: Path, deliveries: list[tuple[date, str]], revised: tuple[str, ...]
) -> None:
    rows = [
        (day, [tax(name, "normal", arrears_cents=number)]) for number, (day, name) in enumerate(deliveries)
    ]

    assert appended(tmp_path, *rows).revised(SEPTEMBER, OCTOBER) == revised
