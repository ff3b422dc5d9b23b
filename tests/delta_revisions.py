"""Revisions of changed rows beside full runs of the same store."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from graph.domain import FactKind
from graph.filings import FilingStore
from graph.store.embedded.store import EmbeddedStore
from scoring.job.delta import Revised, revise
from scoring.results import Month, Months
from scoring.withdrawals import Withdrawal, status_rows
from tests.home_imports import import_home
from tests.published_months import copy_home, make_month

DAY, LATER = date(2026, 11, 3), date(2026, 11, 5)
MONTH = "2026-10"


def withdrawal(
    fact: str,
    kind: FactKind = FactKind.RECORD,
    item: str | None = None,
    ground: str = "revoked",
    **more: Any,
) -> Withdrawal:
    """Withdrawal of a fact, recorded on ``DAY`` unless told."""
    return Withdrawal(
        fact_kind=kind,
        fact_id=fact,
        item_id=item,
        ground=ground,
        effective_on=DAY,
        known_on=more.pop("known_on", DAY),
        source_organ="city bureau",
        document_no="doc 5",
        author="u1",
        approver="u2",
        **more,
    )


def told(home: Path, *facts: Withdrawal, day: date = DAY) -> None:
    """Write the statuses into the store, as the command does."""
    folder = home.parent / f"statuses-{day}"
    folder.mkdir(exist_ok=True)
    path = folder / "fact_statuses.csv"
    path.write_text(status_rows(facts), encoding="utf-8")
    import_home(home, [path], day, source="withdrawals")


def by_delta(home: Path, day: date = DAY) -> Revised:
    """Publish what changed."""
    return revise(home=home, store=EmbeddedStore(home), filings=FilingStore(home), month=MONTH, known_by=day)


def both(published: Path, folder: Path, *facts: Withdrawal) -> tuple[Month, Month, Revised]:
    """The month by delta and by a full run of the same store."""
    home = copy_home(published, folder / "delta")
    told(home, *facts)
    full = copy_home(home, folder / "full")
    revised = by_delta(home)
    make_month(full, MONTH, known_by=DAY, partition=kept(home))
    return Months(home).open(MONTH), Months(full).open(MONTH), revised


def kept(home: Path) -> Path | None:
    """Revision in force whose partition a full run has to keep, as it lacks ties that joined clusters."""
    month = Months(home).open(MONTH)
    return month.path if month.manifest["delta"].get("partition") else None
