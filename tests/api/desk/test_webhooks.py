"""Webhooks: only to listed hosts, signed, never lost; the guide's receiver refuses what is forged."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from typer.testing import CliRunner

from api.cli import app
from api.desk.feed import Place
from api.desk.notices import NoticeRow, notify
from api.desk.webhooks import WebhookBook
from api.routes.base import PREFIX
from api.security.rights import Role
from api.workplace import Workplace
from tests.desk_home import DeskHome, Tree
from tests.published_months import copy_home
from tests.withdrawn_facts import A

GUIDE = Path(__file__).parents[3] / "docs/guides/notices.md"
URL = "https://hooks.example/in"
WEBHOOKS = f"{PREFIX}/webhooks"


class Receiver:
    """Another system: keeps what the guide's function accepts, answers as it is told."""

    def __init__(self, now: Callable[[], float]) -> None:
        code: dict[str, Any] = {}
        exec(GUIDE.read_text(encoding="utf-8").split("```python\n")[1].split("```")[0], code)
        self._accept = code["accept"]
        self._now = now
        self.secret = ""
        self.status = 200
        self.events: list[dict[str, Any]] = []
        self.seen: list[tuple[bytes, dict[str, str]]] = []
        self.taken: set[str] = set()

    def accepts(self, body: bytes, headers: dict[str, str]) -> bool:
        """Whether the guide's function takes a notice."""
        return bool(self._accept(self.secret, headers, body, self._now(), self.taken))

    def __call__(self, url: str, body: bytes, headers: dict[str, str]) -> int:
        """Take a notice."""
        assert url == URL
        self.seen.append((body, headers))
        if self.status == 200 and self.accepts(body, headers):
            self.events += json.loads(body)["events"]
        return self.status


@pytest.fixture
def listed_home(revised: Path, desk_app: FastAPI, tmp_path: Path) -> DeskHome:
    """A home with a revision that changed the class of A, whose settings list one host."""
    settings = {"webhooks": {"hosts": ("hooks.example",), "events": 1, "most_failures": 3}}
    return DeskHome(desk_app, Workplace(copy_home(revised, tmp_path / "home")), settings=settings)


@pytest.fixture
def receiver(listed_home: DeskHome) -> Receiver:
    """A receiver that is registered for the whole area."""
    made = Receiver(listed_home.clock)
    made.secret = added(listed_home)["secret"]
    return made


def added(home: DeskHome, **changed: Any) -> dict[str, Any]:
    """A new webhook that has been told nothing yet."""
    answer = home.client(Role.SECURITY_ADMIN).post(WEBHOOKS, json={"url": URL, **changed})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    WebhookBook(home.place).moved(found["webhook_id"], str(Place()))
    return found


def told(home: DeskHome, receiver: Receiver) -> tuple[NoticeRow, ...]:
    """One run of the notices."""
    return notify(home.place, home.desk.feed, Tree().under, receiver).items


def test_without_a_listed_host_nothing_may_be_called(desk_home: DeskHome) -> None:
    answer = desk_home.client(Role.SECURITY_ADMIN).post(WEBHOOKS, json={"url": URL})

    assert (answer.status_code, "GUANLIAN_WEBHOOKS__HOSTS" in answer.text) == (422, True)
    assert desk_home.client(Role.SECURITY_ADMIN).get(WEBHOOKS).json() == {"items": [], "hosts": []}


@pytest.mark.parametrize("role", [Role.QUERY, Role.ANALYSE, Role.APPROVE, Role.SYSTEM_ADMIN])
def test_only_a_security_administrator_adds_a_webhook(listed_home: DeskHome, role: Role) -> None:
    assert listed_home.client(role).post(WEBHOOKS, json={"url": URL}).status_code == 403


def test_a_change_is_told_once_signed_and_the_guide_accepts_it(
    listed_home: DeskHome, receiver: Receiver
) -> None:
    (first,), (second,) = told(listed_home, receiver), told(listed_home, receiver)

    classes = [one for one in receiver.events if one["kind"] == "class_changed"]
    assert [(one["enterprise_id"], one["class_after"]) for one in classes] == [(A, "D")]
    assert (first.state, second.state) == ("delivered", "up to date")
    assert first.events == len(receiver.events) == first.notices


def test_a_notice_carries_no_name_score_or_account(listed_home: DeskHome, receiver: Receiver) -> None:
    told(listed_home, receiver)

    text = b"".join(body for body, _ in receiver.seen).decode()
    assert [word for word in ("甲", "score", "analyse", "approve", receiver.secret) if word in text] == []


def test_a_webhook_of_another_area_is_told_nothing(listed_home: DeskHome) -> None:
    receiver = Receiver(listed_home.clock)
    receiver.secret = added(listed_home, authority="3302", kinds=["class_changed"])["secret"]
    (row,) = told(listed_home, receiver)

    assert (row.state, receiver.seen) == ("up to date", [])


def test_an_authority_that_is_not_there_gets_no_webhook(listed_home: DeskHome) -> None:
    given = {"url": URL, "authority": "9999"}

    assert listed_home.client(Role.SECURITY_ADMIN).post(WEBHOOKS, json=given).status_code == 422


def test_a_new_webhook_is_not_told_what_was_published_before(listed_home: DeskHome) -> None:
    receiver = Receiver(listed_home.clock)
    answer = listed_home.client(Role.SECURITY_ADMIN).post(WEBHOOKS, json={"url": URL})

    (row,) = told(listed_home, receiver)

    assert (answer.status_code, row.state, receiver.seen) == (201, "up to date", [])


def test_a_forged_notice_is_refused(listed_home: DeskHome, receiver: Receiver) -> None:
    told(listed_home, receiver)
    body, headers = receiver.seen[0]
    receiver.taken.clear()
    other = "0" * 64
    forged = [
        (body.replace(b'"D"', b'"A"'), headers),
        (body, headers | {"X-Guanlian-Signature": "v1=" + other}),
        (body, headers | {"X-Guanlian-Signature": ""}),
        (body, headers | {"X-Guanlian-Timestamp": str(int(headers["X-Guanlian-Timestamp"]) + 1)}),
        (body, headers | {"X-Guanlian-Delivery": other}),
        (body, {}),
    ]

    assert [receiver.accepts(*one) for one in forged] == [False] * len(forged)
    assert receiver.accepts(body, headers)


@pytest.mark.parametrize("later_s", [0, 301])
def test_a_notice_played_again_is_refused(listed_home: DeskHome, receiver: Receiver, later_s: int) -> None:
    told(listed_home, receiver)
    if later_s:
        receiver.taken.clear()
    listed_home.clock.now += later_s

    assert not receiver.accepts(*receiver.seen[0])


def test_a_refused_notice_comes_again_later_under_the_same_id(
    listed_home: DeskHome, receiver: Receiver
) -> None:
    receiver.status = 503
    (refused,), (waiting,) = told(listed_home, receiver), told(listed_home, receiver)
    listed_home.clock.now += 60
    receiver.status = 200

    told(listed_home, receiver)

    ids = [headers["X-Guanlian-Delivery"] for _, headers in receiver.seen]
    assert (refused.state, refused.status, waiting.state) == ("refused", "503", "waiting")
    assert ids[0] == ids[1]
    assert len(set(ids)) == len(ids) - 1
    assert receiver.events


def test_a_receiver_that_refuses_too_often_is_paused_until_resumed(
    listed_home: DeskHome, receiver: Receiver
) -> None:
    receiver.status = 410
    for _ in range(3):
        told(listed_home, receiver)
        listed_home.clock.now += 600
    (paused,) = told(listed_home, receiver)
    admin = listed_home.client(Role.SECURITY_ADMIN)
    (row,) = admin.get(WEBHOOKS).json()["items"]
    receiver.status = 200

    resumed = admin.post(f"{WEBHOOKS}/{row['webhook_id']}/resume")
    told(listed_home, receiver)

    assert (paused.state, row["paused"], len(receiver.seen) > 3) == ("paused", True, True)
    assert (resumed.status_code, bool(receiver.events)) == (200, True)


def test_a_receiver_that_is_away_loses_nothing(listed_home: DeskHome, receiver: Receiver) -> None:
    def away(url: str, body: bytes, headers: dict[str, str]) -> int:
        raise httpx.ConnectError("refused")

    (row,) = notify(listed_home.place, listed_home.desk.feed, Tree().under, away).items
    listed_home.clock.now += 60
    told(listed_home, receiver)

    assert (row.state, row.status) == ("refused", "ConnectError")
    assert receiver.events


def test_a_host_taken_off_the_list_is_called_no_more(
    listed_home: DeskHome, receiver: Receiver, desk_app: FastAPI
) -> None:
    unlisted = DeskHome(desk_app, Workplace(listed_home.home), clock=listed_home.clock)

    (row,) = told(unlisted, receiver)

    assert (row.state, receiver.seen) == ("not allowed", [])


def test_a_removed_webhook_is_told_nothing(listed_home: DeskHome, receiver: Receiver) -> None:
    admin = listed_home.client(Role.SECURITY_ADMIN)
    (row,) = admin.get(WEBHOOKS).json()["items"]

    answers = [admin.delete(f"{WEBHOOKS}/{row['webhook_id']}").status_code for _ in range(2)]

    assert answers == [204, 404]
    assert told(listed_home, receiver) == ()


def test_a_secret_is_shown_once_and_is_not_in_the_database(listed_home: DeskHome, receiver: Receiver) -> None:
    admin = listed_home.client(Role.SECURITY_ADMIN)

    assert receiver.secret not in admin.get(WEBHOOKS).text
    for path in listed_home.home.glob("state.db*"):
        assert receiver.secret.encode() not in path.read_bytes()


def changed(home: DeskHome, **given: Any) -> str:
    """The new secret of the only webhook."""
    admin = home.client(Role.SECURITY_ADMIN)
    (row,) = admin.get(WEBHOOKS).json()["items"]
    answer = admin.post(f"{WEBHOOKS}/{row['webhook_id']}/secret", json=given)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["secret"])


def test_while_a_secret_changes_both_receivers_take_the_notice(
    listed_home: DeskHome, receiver: Receiver
) -> None:
    new = Receiver(listed_home.clock)
    new.secret = changed(listed_home)
    told(listed_home, receiver)
    body, headers = receiver.seen[0]

    assert new.secret != receiver.secret
    assert receiver.events
    assert new.accepts(body, headers)


@pytest.mark.parametrize(("given", "later_s"), [({"overlap_hours": 0}, 0), ({"overlap_hours": 1}, 3_600)])
def test_after_the_overlap_the_old_secret_fits_no_notice(
    listed_home: DeskHome, receiver: Receiver, given: dict[str, int], later_s: int
) -> None:
    new = Receiver(listed_home.clock)
    new.secret = changed(listed_home, **given)
    listed_home.clock.now += later_s
    told(listed_home, new)

    assert new.events
    assert not receiver.accepts(*new.seen[0])


def test_another_change_ends_the_overlap_of_the_one_before(listed_home: DeskHome, receiver: Receiver) -> None:
    middle, new = Receiver(listed_home.clock), Receiver(listed_home.clock)
    middle.secret, new.secret = changed(listed_home), changed(listed_home)
    told(listed_home, new)

    assert [one.accepts(*new.seen[0]) for one in (receiver, middle)] == [False, True]


def test_the_command_says_that_nobody_is_to_be_told(desk_home: DeskHome) -> None:
    done = CliRunner().invoke(app, ["--home", str(desk_home.home), "notify", "--json"])

    assert (done.exit_code, json.loads(done.stdout)) == (0, {"items": []})
