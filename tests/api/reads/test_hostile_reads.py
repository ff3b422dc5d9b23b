"""Hostile and huge values in every parameter of the reads."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from api.cursors import Place, seal, unseal
from api.routes.base import PREFIX
from tests.http_client import Client

HOSTILE = [
    "E1' OR '1'='1",
    "E1`}) DETACH DELETE n //",
    'x" }) RETURN 1 //',
    "*:* OR name:[* TO *]",
    '"恒润" AND (a~',
    "${jndi:ldap://x}",
    "../../etc/passwd",
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "%00\x00\r\nSet-Cookie: a=b",
    "\ud7ff\U0001f600",
    "(((((((((((((((((((((((((((((",
]
PLACES = [
    "/search?q={}",
    "/enterprises/{}",
    "/enterprises/{}/profile",
    "/enterprises/{}/owners",
    "/enterprises/{}/holdings",
    "/enterprises/{}/paths/nearest",
    "/enterprises/E1/neighbours?sort=importance&exclude={}",
    "/enterprises/E1/neighbours?cursor={}",
    "/search?q=a&cursor={}",
    "/search?q=a&region={}",
    "/search?q=a&status={}",
    "/home?authority={}",
    "/clusters/{}/graph",
    "/clusters?region={}",
    "/enterprises/E1/paths/nearest?risk_class={}",
]


@pytest.mark.parametrize("place", PLACES)
def test_hostile_texts_are_plain_values_everywhere(client: Client, place: str) -> None:
    for text in HOSTILE:
        answer = client.get(PREFIX + place.format(quote(text, safe="")))

        assert answer.status_code in (200, 404, 422), (text, answer.text)
        assert "set-cookie" not in answer.headers
        if answer.status_code != 200:
            assert text not in answer.text


def test_hostile_texts_of_a_list_are_unmatched(client: Client) -> None:
    answer = client.post(f"{PREFIX}/lookups", json={"texts": HOSTILE}).json()

    assert {row["state"] for row in answer["rows"]} == {"unmatched"}


@pytest.mark.parametrize(
    "path",
    [
        "/search?q=a&limit=1000000000",
        "/enterprises/E1/owners?limit=99999",
        "/enterprises/E1/neighbours?sort=importance&limit=99999",
        "/clusters/K/graph?cap=1000000",
        "/enterprises/E1/paths/nearest?max_hops=99",
        "/enterprises/E1/neighbours?sort=size",
        "/search?q=a&class=E",
        f"/home?authority={'x' * 41}",
    ],
)
def test_huge_and_unknown_values_are_refused(client: Client, path: str) -> None:
    answer = client.get(PREFIX + path)

    assert (answer.status_code, answer.json()["code"]) == (422, "input_invalid")


@pytest.mark.parametrize("inner", ["[null,null,null,null]", '[1e400,1,"a","b"]', "[[],{},1,2]", "[1]", "x"])
def test_a_forged_place_of_an_expansion_is_refused(
    client: Client, firms: list[dict[str, Any]], inner: str
) -> None:
    pages = (
        (path, client.get(path).json()["cursor"])
        for path in (f"{PREFIX}/enterprises/{one['id']}/neighbours?sort=importance&limit=1" for one in firms)
    )
    path, cursor = next((path, cursor) for path, cursor in pages if cursor)
    held = unseal(cursor)
    forged = seal(Place(month=held.month, revision=held.revision, scope=held.scope, inner=inner))

    answer = client.get(f"{path}&cursor={forged}")

    assert (answer.status_code, answer.json()["code"]) == (422, "input_invalid")


def test_half_a_sign_in_a_list_is_refused(client: Client) -> None:
    answer = client.request(
        "POST",
        f"{PREFIX}/lookups",
        content=b'{"texts": ["\\ud800"]}',
        headers={"content-type": "application/json"},
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "input_invalid")
