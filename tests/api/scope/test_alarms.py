"""Alarms on bulk viewing: counted in the audit, once a period, whatever the number of processes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from api.routes.base import PREFIX
from api.security.alarms import AlarmBook, AlarmRule, AlarmTable, alarm_table
from api.security.audit import Audit
from api.security.audit_check import verify
from api.security.permissions import permissions
from api.security.rights import Role
from api.security.viewer import TERMINAL
from graph.state import open_state
from tests.api.scope.conftest import Province
from tests.signed_in import Clock

TABLE = AlarmTable(
    since=date(2026, 1, 1),
    rules={
        "many": AlarmRule(
            zh="多",
            en="many",
            meaning="m",
            source="s",
            events=frozenset(("enterprise.viewed",)),
            counts="subjects",
            within_minutes=60,
            more_than=5,
        )
    },
)


class Watched:
    """An audit that alarms after five enterprises an hour."""

    def __init__(self, place: Path | str) -> None:
        self.time = Clock()
        self.engine = open_state(place)
        self.book = AlarmBook(self.engine, TABLE)
        self.audit = self.another()

    def another(self) -> Audit:
        """The audit as another process has it: what it remembers is its own."""
        book = AlarmBook(self.engine, TABLE)
        return Audit(self.engine, clock=lambda: datetime.fromtimestamp(self.time(), UTC), watch=book)

    def view(self, *subjects: str, account: str = "reader", audit: Audit | None = None) -> None:
        """Rows of views."""
        for subject in subjects:
            viewer = replace(TERMINAL, account=account)
            (audit or self.audit).record(viewer, "enterprise.viewed", subject=subject)


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    """An audit on SQLite."""
    return Watched(tmp_path)


def firms(first: int, last: int) -> list[str]:
    """Ids of some enterprises."""
    return [f"E{number}" for number in range(first, last)]


def test_more_enterprises_than_the_rule_allows_raise_one_alarm(state_place: Path | str) -> None:
    watched = Watched(state_place)

    watched.view(*firms(0, 12))

    (alarm,) = watched.book.recent()
    assert (alarm.rule, alarm.account, alarm.threshold) == ("many", "reader", 5)
    assert alarm.counted > 5
    assert verify(watched.audit).rows == 13
    watched.engine.dispose()


def test_as_many_as_the_rule_allows_raise_none(watched: Watched) -> None:
    watched.view(*firms(0, 5))

    assert watched.book.recent() == []


def test_the_same_enterprise_again_and_again_is_one(watched: Watched) -> None:
    watched.view(*["E1"] * 20)

    assert watched.book.recent() == []


def test_accounts_are_counted_apart(watched: Watched) -> None:
    watched.view(*firms(0, 4), account="a")
    watched.view(*firms(4, 8), account="b")

    assert watched.book.recent() == []


def test_what_was_viewed_before_the_window_does_not_count(watched: Watched) -> None:
    watched.view(*firms(0, 4))
    watched.time.now += 3_601
    watched.view(*firms(4, 8))

    assert watched.book.recent() == []


def test_processes_count_together(watched: Watched) -> None:
    two = (watched.audit, watched.another())
    for number in range(12):
        watched.view(f"E{number}", audit=two[number % 2])

    assert len(watched.book.recent()) == 1


def test_the_next_period_alarms_again(watched: Watched) -> None:
    watched.view(*firms(0, 8))
    watched.time.now += 7_200
    watched.view(*firms(20, 28))

    assert len(watched.book.recent()) == 2


def test_an_alarm_takes_one_note(watched: Watched) -> None:
    watched.view(*firms(0, 8))

    assert watched.book.note(1, "auditor", "checked", "2026-01-01")
    assert not watched.book.note(1, "auditor", "again", "2026-01-01")
    assert not watched.book.note(9, "auditor", "none", "2026-01-01")
    assert watched.book.recent()[0].note == "checked"


def test_every_event_of_a_rule_is_recorded_by_some_route_or_desk() -> None:
    central = {row.audit for row in permissions().routes.values()}
    desks = {"person.revealed", "export.made", "lookups.made", "access.refused"}

    assert {event for rule in alarm_table().rules.values() for event in rule.events} <= central | desks


def test_alarms_are_for_the_audit_administrator_who_notes_them(province: Province) -> None:
    threshold = alarm_table().rules["many_refusals"].more_than
    stranger = province.client(Role.QUERY, authority=province.outside)
    for _ in range(threshold + threshold // 4 + 2):
        stranger.get(f"{PREFIX}/enterprises/{province.firm}/receipt")
    auditor = province.client(Role.AUDIT_ADMIN)

    raised = auditor.get(f"{PREFIX}/alarms").json()["items"]

    mine = next(found for found in raised if found["account"] == f"query-{province.outside}")
    path = f"{PREFIX}/alarms/{mine['number']}/note"
    first, again = (auditor.post(path, json={"note": "已与本人核实"}) for _ in range(2))
    assert mine["rule"] == "many_refusals"
    assert (first.status_code, again.status_code) == (200, 409)
    assert stranger.get(f"{PREFIX}/alarms").status_code == 403
