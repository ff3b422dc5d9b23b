"""Hostile texts in every place that reaches the row-wise state, on both databases."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from api.routes.base import PREFIX
from api.security.rights import Role
from tests.http_client import Client
from tests.signed_in import signed_in

HOSTILE = [
    "x' OR '1'='1",
    "x'; DROP TABLE accounts; --",
    'x"; DELETE FROM audit_rows; --',
    "x%' OR account LIKE '%",
    "\\'; SELECT pg_sleep(9); --",
    "x\x00y",
    "x\r\nSet-Cookie: a=b",
    "{{7*7}}${7*7}",
    "\u202egnip",
    "ЖЖ" * 20,
]
PLACES: list[tuple[Role, str, str]] = [
    (Role.AUDIT_ADMIN, "GET", "/audit?account={}"),
    (Role.AUDIT_ADMIN, "GET", "/audit?event={}"),
    (Role.AUDIT_ADMIN, "GET", "/audit?subject={}"),
    (Role.SYSTEM_ADMIN, "PATCH", "/accounts/{}"),
    (Role.SYSTEM_ADMIN, "POST", "/accounts/{}/password"),
    (Role.SECURITY_ADMIN, "PUT", "/accounts/{}/roles"),
    (Role.SECURITY_ADMIN, "DELETE", "/keys/{}"),
    (Role.QUERY, "POST", "/session/keys/{}/text"),
    (Role.QUERY, "GET", "/views/{}"),
    (Role.QUERY, "GET", "/exports/{}"),
    (Role.QUERY, "GET", "/exports/{}/file"),
    (Role.QUERY, "DELETE", "/watch/{}"),
]
BODIES = {"PATCH": {"display": "x"}, "PUT": {"roles": ["query"]}}


@pytest.mark.parametrize(("role", "method", "place"), PLACES)
def test_hostile_texts_are_plain_values_in_the_state(desk: Any, role: Role, method: str, place: str) -> None:
    client = signed_in(desk.app, role)
    before = desk.stored()

    for text in HOSTILE:
        path = PREFIX + place.format(quote(text, safe=""))
        answer = client.request(method, path, json=BODIES.get(method))

        assert answer.status_code in (200, 204, 404, 422), (text, answer.text)
        assert "set-cookie" not in answer.headers
        if answer.status_code == 200:
            assert answer.json().get("items", []) == []
    assert desk.stored() == before


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_name_signs_nobody_in(desk: Any, text: str) -> None:
    answer = desk.sign_in(text, text)

    assert answer.status_code in (401, 422)
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("field", ["display", "account", "subject"])
def test_a_hostile_account_is_stored_as_it_was_given_or_refused(desk: Any, field: str) -> None:
    admin = signed_in(desk.app, Role.SYSTEM_ADMIN)
    for number, text in enumerate(HOSTILE):
        body = {"account": f"hostile-{field}-{number}", "display": "x", "subject": f"{field}{number}"}

        answer = admin.post(f"{PREFIX}/accounts", json={**body, field: text})

        assert answer.status_code in (201, 422), (text, answer.text)
        if answer.status_code == 201:
            found = desk.security.accounts.get(answer.json()["account"])
            assert getattr(found, field) == text


@pytest.mark.parametrize("path", ["/session", "/lookups", "/accounts"])
def test_a_body_of_ten_megabytes_is_refused_whoever_sends_it(desk: Any, path: str) -> None:
    client = Client(desk.app) if path == "/session" else signed_in(desk.app, Role.QUERY)

    answer = client.post(
        PREFIX + path, content=b" " * 10_485_760, headers={"Content-Type": "application/json"}
    )

    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
