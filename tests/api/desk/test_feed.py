"""The change feed: every event once, in the order of publication, within the viewer's area."""

from __future__ import annotations

from typing import Any

import pytest

from api.routes.base import PREFIX
from api.security.permissions import KeyScope
from api.security.rights import Role
from tests.desk_home import DeskHome, decided, proposed
from tests.http_client import Client
from tests.signed_in import key_of, with_key
from tests.withdrawn_facts import A, B

FEED = f"{PREFIX}/feed"


def revise(home: DeskHome, **changed: Any) -> None:
    """Publish a revision of October."""
    decided(home.approver(), proposed(home.analyst(), **changed)["number"])
    assert home.run_job().done


def events(client: Client, asked: str = "") -> dict[str, Any]:
    """A page of the feed."""
    answer = client.get(FEED + asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_the_first_month_of_a_home_changes_nothing(desk_home: DeskHome) -> None:
    assert events(desk_home.client(Role.QUERY))["items"] == []


def test_a_revision_tells_the_class_before_and_after(desk_home: DeskHome) -> None:
    client = desk_home.client(Role.QUERY, "3301")
    start = events(client, "?after=end")["cursor"]
    revise(desk_home)

    page = events(client, f"?after={start}&kind=class_changed")

    (event,) = page["items"]
    assert (event["enterprise_id"], event["class_after"], event["revision"]) == (A, "D", 2)
    assert event["class_before"] in ("A", "B", "C")
    assert events(client, f"?after={page['cursor']}")["items"] == []


def test_a_viewer_is_told_of_his_area_only(revised_home: DeskHome) -> None:
    client = revised_home.client(Role.QUERY, "3302")

    assert events(client, "?kind=class_changed")["items"] == []


def test_pages_give_every_event_once_whatever_is_published_meanwhile(revised_home: DeskHome) -> None:
    client = revised_home.client(Role.QUERY)
    seen: list[str] = []
    page = events(client, "?limit=1")
    seen += [one["id"] for one in page["items"]]
    revised_home.days_later(1)
    revise(revised_home, subject=B)

    client = revised_home.client(Role.QUERY)
    for _ in range(3):
        page = events(client, f"?limit=1&after={page['cursor']}")
        seen += [one["id"] for one in page["items"]]

    assert seen == [one["id"] for one in events(client)["items"]]
    assert len(set(seen)) == len(seen) > 1


def test_an_event_says_nothing_of_scores_and_names(revised_home: DeskHome) -> None:
    answer = revised_home.client(Role.QUERY).get(FEED)

    assert answer.json()["items"]
    assert "score" not in answer.text
    assert "甲" not in answer.text


@pytest.mark.parametrize("cursor", ["9.0", "1.1.1", "-1.0", "x", "' OR 1=1", "999999999999.0"])
def test_a_cursor_that_was_never_given_out_is_refused(desk_home: DeskHome, cursor: str) -> None:
    answer = desk_home.client(Role.QUERY).get(FEED, params={"after": cursor})

    assert (answer.status_code, answer.json()["code"]) == (422, "input_invalid")


def test_another_system_reads_the_feed_with_a_key_of_that_scope(desk_home: DeskHome) -> None:
    security = desk_home.app.state.security
    desk_home.client(Role.QUERY, "3301")
    texts = [key_of(security, "query-3301", (scope,)) for scope in (KeyScope.FEED, KeyScope.LOOKUP)]

    answers = [with_key(desk_home.app, text).get(FEED) for text in texts]

    assert [answer.status_code for answer in answers] == [200, 403]
