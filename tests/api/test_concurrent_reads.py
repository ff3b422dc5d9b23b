"""Many readers at once, and any text as an id: the real application on the demo home."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import anyio
import httpx
from hypothesis import given, settings
from hypothesis import strategies as st

from api.cursors import Place, scope_of, seal
from api.neighbour_reads import neighbours_scope
from api.problems import PROBLEM_JSON
from api.routes.base import PREFIX
from api.security.rights import Right
from api.security.viewer import TERMINAL
from api.workplace import Workplace
from graph.store.protocol import TieFilter
from scoring.results_types import ClusterFilter, MoverFilter
from tests.http_client import Client
from tests.signed_in import app_of, signed_in

ANALYST = replace(TERMINAL, rights=frozenset((Right.READ, Right.ANALYSE)))
"""Rights and area of the client."""
FORMS = (
    "/enterprises/{}",
    "/enterprises/{}/receipt",
    "/enterprises/{}/ego",
    "/enterprises/{}/neighbours",
    "/clusters/{}",
    "/clusters/{}/members",
    "/search?q={}",
    "/clusters?cursor={}",
    "/clusters?region={}",
    "/enterprises/E1/neighbours?cursor={}",
)


def test_readers_at_once_get_what_each_gets_alone(home: Path, firm: str) -> None:
    place = Workplace(home)
    app = app_of(place)
    alone = signed_in(app)
    paths = [
        f"{PREFIX}/enterprises/{firm}",
        f"{PREFIX}/enterprises/{firm}/receipt",
        f"{PREFIX}/enterprises/{firm}/ego",
        f"{PREFIX}/enterprises/{firm}/neighbours",
        f"{PREFIX}/clusters",
        f"{PREFIX}/migration?month=2026-09",
        f"{PREFIX}/months",
    ]
    found: dict[str, set[tuple[int, bytes]]] = {path: set() for path in paths}

    async def at_once() -> None:
        transport = httpx.ASGITransport(app=app)
        async with (
            httpx.AsyncClient(
                transport=transport, base_url="http://localhost", headers=alone.headers
            ) as client,
            anyio.create_task_group() as readers,
        ):

            async def read(path: str) -> None:
                answer = await client.get(path)
                found[path].add((answer.status_code, answer.content))

            for path in paths * 6:
                readers.start_soon(read, path)

    anyio.run(at_once)

    assert found == {path: {(200, alone.get(path).content)} for path in paths}


@settings(max_examples=60)
@given(st.sampled_from(FORMS), st.text(min_size=1, max_size=80))
def test_any_text_as_an_id_or_a_cursor_is_answered_or_a_problem(client: Client, form: str, text: str) -> None:
    try:
        written = quote(text, safe="")
    except UnicodeEncodeError:
        return

    answer = client.get(PREFIX + form.format(written))

    assert answer.status_code in (200, 404, 422), answer.text
    if answer.status_code != 200:
        assert answer.headers["content-type"] == PROBLEM_JSON


@settings(max_examples=40)
@given(
    st.sampled_from(["limit", "cap", "hops", "min_size", "c_d_share", "revision", "max_hops"]),
    st.one_of(st.integers(), st.floats(), st.text(max_size=20)),
)
def test_any_value_of_a_number_is_answered_or_a_problem(
    client: Client, firm: str, name: str, value: object
) -> None:
    routes = {
        "cap": f"/enterprises/{firm}/ego",
        "hops": f"/enterprises/{firm}/ego",
        "max_hops": f"/enterprises/{firm}/paths?to={firm}",
    }
    route = routes.get(name, "/clusters")
    sign = "&" if "?" in route else "?"

    answer = client.get(f"{PREFIX}{route}{sign}{name}={quote(str(value), safe='')}")

    assert answer.status_code in (200, 404, 422), answer.text


@settings(max_examples=60)
@given(st.text(max_size=60))
def test_a_forged_place_in_a_list_is_a_place_or_a_problem(client: Client, firm: str, inner: str) -> None:
    lists = {
        f"/enterprises/{firm}/neighbours": neighbours_scope(firm, TieFilter()),
        "/clusters": scope_of("clusters", filters=ClusterFilter().model_dump(mode="json"), sort="size"),
        "/migration": scope_of(
            "movers", filters=MoverFilter().model_dump(mode="json"), viewer=ANALYST.scope_hash
        ),
    }

    for path, scope in lists.items():
        cursor = seal(Place(month="2026-10", revision=1, scope=scope, inner=inner))
        answer = client.get(f"{PREFIX}{path}?cursor={cursor}")
        assert answer.status_code in (200, 422), (path, answer.text)
        assert "other filters" not in answer.text
