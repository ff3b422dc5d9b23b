"""Saved views and the watch list: each account its own, bounded, no score outside the area."""

from __future__ import annotations

from typing import Any

import pytest

from api.desk import views, watch
from api.desk.watch import change_of
from api.desk.watch_types import Change
from api.routes.base import PREFIX
from api.security.rights import Role
from graph.domain import RiskClass
from tests.desk_home import DeskHome
from tests.withdrawn_facts import A, B

VIEW: dict[str, Any] = {"name": "专班7号", "page": "graph", "centre": A, "settings": {"layout": "force"}}
VIEWS, WATCH = f"{PREFIX}/views", f"{PREFIX}/watch"


def nodes(count: int) -> list[dict[str, Any]]:
    """Nodes of a canvas, with places that no float shortens."""
    return [{"id": f"E{at}", "x": at / 3, "y": -at / 7, "pinned": at % 2 == 0} for at in range(count)]


def test_a_view_of_five_thousand_nodes_opens_as_it_was_saved(desk_home: DeskHome) -> None:
    client = desk_home.client(Role.QUERY)

    made = client.post(VIEWS, json=VIEW | {"nodes": nodes(5_000)}).json()
    found = client.get(f"{VIEWS}/{made['view_id']}").json()

    assert [(one["id"], one["x"], one["y"], one["pinned"]) for one in found["nodes"]] == [
        (one["id"], one["x"], one["y"], one["pinned"]) for one in nodes(5_000)
    ]
    assert found["settings"] == {"layout": "force"}


@pytest.mark.parametrize(
    "changed",
    [
        {"nodes": nodes(5_001)},
        {"nodes": [{"id": "x" * 201, "x": 0, "y": 0}]},
        {"nodes": [{"id": "E1", "x": 1e300, "y": 0}]},
        {"nodes": [{"id": "E1", "x": 0, "y": 0, "label": "张三丰"}]},
        {"settings": {f"k{at}": "v" for at in range(51)}},
        {"settings": {"layout": "x" * 501}},
        {"name": ""},
        {"page": "admin"},
    ],
)
def test_an_oversized_or_foreign_view_is_refused(desk_home: DeskHome, changed: dict[str, Any]) -> None:
    client = desk_home.client(Role.QUERY)

    assert client.post(VIEWS, json=VIEW | changed).status_code == 422
    assert client.get(VIEWS).json()["total"] == 0


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_a_view_of_another_account_does_not_exist(desk_home: DeskHome, method: str) -> None:
    owner, other = desk_home.client(Role.QUERY), desk_home.client(Role.APPROVE)
    url = f"{VIEWS}/{owner.post(VIEWS, json=VIEW).json()['view_id']}"

    answer = other.request(method, url, json=VIEW | {"version": 1} if method == "PUT" else None)

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert other.get(VIEWS).json()["items"] == []
    assert owner.get(url).json()["version"] == 1


def test_a_view_saved_in_between_is_not_overwritten(desk_home: DeskHome) -> None:
    client = desk_home.client(Role.QUERY)
    url = f"{VIEWS}/{client.post(VIEWS, json=VIEW).json()['view_id']}"

    first = client.put(url, json=VIEW | {"name": "one", "version": 1})
    second = client.put(url, json=VIEW | {"name": "two", "version": 1})

    assert (first.status_code, first.json()["version"]) == (200, 2)
    assert (second.status_code, second.json()["code"]) == (409, "view_changed")
    assert client.get(url).json()["name"] == "one"


def test_a_deleted_view_is_gone(desk_home: DeskHome) -> None:
    client = desk_home.client(Role.QUERY)
    url = f"{VIEWS}/{client.post(VIEWS, json=VIEW).json()['view_id']}"

    assert [client.delete(url).status_code, client.get(url).status_code] == [204, 404]


def test_an_account_keeps_no_more_views_than_it_may(
    desk_home: DeskHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "MOST_VIEWS", 1)
    client = desk_home.client(Role.QUERY)
    client.post(VIEWS, json=VIEW)

    answer = client.post(VIEWS, json=VIEW)

    assert (answer.status_code, answer.json()["code"]) == (409, "too_many")


def test_a_watched_enterprise_outside_the_area_shows_its_class_and_no_score(desk_home: DeskHome) -> None:
    client = desk_home.client(Role.QUERY, "3301")
    for firm in (A, B):
        assert client.put(f"{WATCH}/{firm}", json={"note": "seen"}).status_code == 200

    rows = {row["enterprise_id"]: row for row in client.get(WATCH).json()["items"]}

    assert (rows[A]["in_scope"], rows[A]["score"] is None) == (True, False)
    assert (rows[B]["in_scope"], rows[B]["score"], rows[B]["previous_score"]) == (False, None, None)
    assert rows[B]["risk_class"] is not None


def test_a_watch_list_is_ones_own_and_a_note_is_replaced(desk_home: DeskHome) -> None:
    client = desk_home.client(Role.QUERY, "3301")
    for note in ("one", "two"):
        client.put(f"{WATCH}/{A}", json={"note": note})

    assert [row["note"] for row in client.get(WATCH).json()["items"]] == ["two"]
    assert desk_home.client(Role.QUERY, "3302").get(WATCH).json()["total"] == 0


def test_an_enterprise_is_watched_no_more(desk_home: DeskHome) -> None:
    client = desk_home.client(Role.QUERY)
    client.put(f"{WATCH}/{A}", json={})

    assert [client.delete(f"{WATCH}/{A}").status_code for _ in range(2)] == [204, 404]
    assert client.get(WATCH).json()["total"] == 0


def test_an_unknown_enterprise_is_not_watched(desk_home: DeskHome) -> None:
    answer = desk_home.client(Role.QUERY).put(f"{WATCH}/nobody", json={})

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_an_account_watches_no_more_than_it_may(desk_home: DeskHome, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "MOST_WATCHED", 1)
    client = desk_home.client(Role.QUERY)

    answers = [client.put(f"{WATCH}/{firm}", json={}) for firm in (A, B)]

    assert [answer.status_code for answer in answers] == [200, 409]


def test_the_list_shows_the_revision_in_force(revised_home: DeskHome) -> None:
    client = revised_home.client(Role.QUERY, "3301")
    client.put(f"{WATCH}/{A}", json={})

    answer = client.get(WATCH).json()

    assert (answer["published"]["revision"], answer["items"][0]["risk_class"]) == (2, "D")


@pytest.mark.parametrize(
    ("before", "now", "change"),
    [
        (RiskClass.B, RiskClass.C, Change.WORSE),
        (RiskClass.D, RiskClass.A, Change.BETTER),
        (RiskClass.C, RiskClass.C, Change.SAME),
        (None, RiskClass.A, Change.NEW),
        (RiskClass.A, None, Change.GONE),
        (None, None, Change.NONE),
    ],
)
def test_an_arrow_says_whether_the_class_rose_or_fell(
    before: RiskClass | None, now: RiskClass | None, change: Change
) -> None:
    assert change_of(before, now) is change
