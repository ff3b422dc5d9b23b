"""Tables of the desk on SQLite and PostgreSQL: one verdict, rows that stay, lists that are bounded."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from api.desk import views
from api.desk.errors import DecidedError, ViewChangedError
from api.desk.feed import Feed, Place
from api.desk.feed_events import ChangesOf
from api.desk.place import DeskPlace
from api.desk.proposal_book import ProposalBook, StepName
from api.desk.proposal_types import ProposalDraft, ProposalState
from api.desk.view_types import ViewChange, ViewDraft, ViewPage
from api.desk.webhook_types import WebhookDraft
from api.desk.webhooks import WebhookBook
from graph.errors import NotFoundError
from graph.settings import Settings, WebhookSettings
from graph.state import open_state
from tests.recording_months import RecordingMonths

NOW = datetime(2026, 11, 3, 4, tzinfo=UTC)
TODAY = date(2026, 11, 3)


@pytest.fixture
def desk_place(state_place: Path | str, tmp_path: Path) -> Iterator[DeskPlace]:
    """A desk over an empty state."""
    engine = open_state(state_place)
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    settings = Settings(home=home, webhooks=WebhookSettings(hosts=("hooks.example",)))
    yield DeskPlace(settings, engine, clock=lambda: NOW)
    engine.dispose()


def add(place: DeskPlace, **changed: Any) -> int:
    """Number of a new proposal."""
    draft = ProposalDraft.model_validate(
        {"kind": "direct_d", "subject": "E1", "ground": "张某举报", "expires_on": "2027-01-01", **changed}
    )
    return ProposalBook(place).add(
        draft,
        "E1",
        enterprise_ids=["E1", "E2"],
        authorities=[None, "3301"],
        seen={"month": "2026-10", "revision": 1},
        author="wang",
        lapses_on=date(2026, 12, 3),
    )


def test_a_proposal_is_read_as_it_was_made(desk_place: DeskPlace) -> None:
    book = ProposalBook(desk_place)
    number = add(desk_place)

    found = book.find(number)

    assert (found.draft.ground, found.authorities, found.seen["revision"]) == ("张某举报", (None, "3301"), 1)
    assert (found.proposed_at, found.state(TODAY)) == (int(NOW.timestamp()), ProposalState.OPEN)
    assert book.enterprise_ids(number) == ["E1", "E2"]


@pytest.mark.parametrize(
    ("names", "state"),
    [
        ((), ProposalState.OPEN),
        ((StepName.REFUSED,), ProposalState.REFUSED),
        ((StepName.WITHDRAWN,), ProposalState.WITHDRAWN),
        ((StepName.APPROVED,), ProposalState.APPROVED),
        ((StepName.APPROVED, StepName.STARTED), ProposalState.RUNNING),
        ((StepName.APPROVED, StepName.STARTED, StepName.FAILED), ProposalState.FAILED),
        ((StepName.APPROVED, StepName.FAILED, StepName.RETRIED), ProposalState.APPROVED),
        ((StepName.APPROVED, StepName.STARTED, StepName.STARTED, StepName.DONE), ProposalState.DONE),
    ],
)
def test_the_last_step_says_where_a_proposal_stands(
    desk_place: DeskPlace, names: tuple[StepName, ...], state: ProposalState
) -> None:
    book, number = ProposalBook(desk_place), add(desk_place)

    for name in names:
        book.note(number, name)

    assert book.find(number).state(TODAY) is state
    assert [one.number for one in book.pending()] == (
        [number] if state in (ProposalState.APPROVED, ProposalState.RUNNING) else []
    )


def test_the_database_takes_one_verdict_of_many(desk_place: DeskPlace) -> None:
    book, number = ProposalBook(desk_place), add(desk_place)

    def verdict(name: StepName) -> bool:
        try:
            book.note(number, name)
        except DecidedError:
            return False
        return True

    with ThreadPoolExecutor(4) as threads:
        taken = list(threads.map(verdict, (StepName.APPROVED, StepName.REFUSED, StepName.WITHDRAWN) * 2))

    assert sum(taken) == 1
    assert len(book.find(number).steps) == 1


@pytest.mark.parametrize("table", ["proposals", "proposal_subjects", "proposal_steps", "feed_revisions"])
def test_the_database_itself_refuses_to_change_what_was_said(desk_place: DeskPlace, table: str) -> None:
    ProposalBook(desk_place).note(add(desk_place), StepName.REFUSED)
    Feed(desk_place, RecordingMonths(), ChangesOf(RecordingMonths())).revisions()  # type: ignore[arg-type]

    with pytest.raises(sa.exc.DBAPIError, match="only added"), desk_place.engine.begin() as connection:
        connection.exec_driver_sql(f"DELETE FROM {table}")


def test_a_view_is_saved_changed_and_deleted_by_its_owner_alone(desk_place: DeskPlace) -> None:
    made = views.save(desk_place, "wang", ViewDraft(name="七号", page=ViewPage.GRAPH))
    change = ViewChange(name="八号", page=ViewPage.GRAPH, version=1)

    with pytest.raises(NotFoundError):
        views.change(desk_place, "li", made.view_id, change)
    changed = views.change(desk_place, "wang", made.view_id, change)
    with pytest.raises(ViewChangedError):
        views.change(desk_place, "wang", made.view_id, change)
    views.delete(desk_place, "wang", made.view_id)

    assert (changed.name, changed.version) == ("八号", 2)
    assert views.listed(desk_place, "wang").items == ()


def test_a_webhook_stands_where_it_was_told_up_to(desk_place: DeskPlace) -> None:
    book = WebhookBook(desk_place)
    made = book.add(WebhookDraft(url="https://hooks.example/in"), "admin", str(Place(1, 0)))

    book.refused(book.find(made.webhook_id), "503", 60)
    refused = book.find(made.webhook_id)
    book.delivered(made.webhook_id, str(Place(2, 5)), "200")
    delivered = book.find(made.webhook_id)

    assert (refused.failures, refused.next_at, refused.place) == (1, int(NOW.timestamp()) + 60, "1.0")
    assert (delivered.failures, delivered.next_at, delivered.place) == (0, None, "2.5")


def test_a_revision_has_its_place_in_the_feed_once(desk_place: DeskPlace) -> None:
    feed = Feed(desk_place, RecordingMonths(), ChangesOf(RecordingMonths()))  # type: ignore[arg-type]

    with ThreadPoolExecutor(4) as threads:
        seen = list(threads.map(lambda _: feed.revisions(), range(4)))

    assert all(one == seen[0] for one in seen)
    assert len({row[1:] for row in seen[0]}) == len(seen[0]) > 0
