"""Every route, every role, inside and outside of the area: what permissions.yaml says is what happens."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from api.routes.base import PREFIX
from api.security.core import Security
from api.security.permissions import KeyScope, Open, permissions
from api.security.rights import Role, rights_of
from api.workplace import Workplace
from graph.errors import CatalogueError
from tests.api.scope.conftest import Province
from tests.http_client import Client
from tests.scope_walk import TOLD, ask, operations, told_of
from tests.signed_in import account_of, key_of, with_key

TABLE = permissions().routes
PASSES = frozenset((200, 201, 202, 204, 404, 409, 410, 415, 422))
"""Statuses of a request that was let through; what it then asked for may be wrong or absent."""


@pytest.fixture(scope="module")
def keys(province: Province) -> dict[KeyScope, Client]:
    """A client with a key of each scope; its account may read and analyse everywhere."""
    security: Security = province.app.state.security
    account = account_of(security, Role.ANALYSE)
    return {scope: with_key(province.app, key_of(security, account, (scope,))) for scope in KeyScope}


@pytest.fixture(scope="module")
def inside(province: Province) -> Client:
    """研判 of the authority that supervises the enterprise."""
    return province.client(Role.ANALYSE, authority=province.inside)


@pytest.fixture(scope="module")
def outside(province: Province) -> Client:
    """研判 of another authority."""
    return province.client(Role.ANALYSE, authority=province.outside)


@pytest.fixture(scope="module")
def names(province: Province, home: Path) -> frozenset[str]:
    """Names of the persons tied to the enterprise, if no firm's name holds them."""
    whole = province.client(Role.QUERY)
    items = whole.get(f"{PREFIX}/enterprises/{province.firm}/neighbours?limit=50").json()["items"]
    place = Workplace(home)
    persons = [item["node"]["id"] for item in items if item["node"]["kind"] == "person"]
    firms = "|".join(text or "" for text in place.months.open().scores.text("name").to_pylist())
    found = [place.vault.revealed(person) for person in persons]
    return frozenset(name for name in found if name is not None and len(name) > 1 and name not in firms)


def request(province: Province, client: Client, name: str, body: Any = None) -> Any:
    """One request of an operation that names the enterprise wherever it can."""
    operation = operations(province.app)[name]
    values = {
        "to": province.other_firm,
        "q": province.firm,
        "industry": "F",
        "region": "00",
        "kind": "direct_d",
    }
    return ask(client, operation, province.path(operation.path), values, {} if body is None else body)


@pytest.mark.parametrize("name", TABLE)
def test_a_route_is_open_to_the_roles_of_its_row_and_to_no_other(province: Province, name: str) -> None:
    for role in Role:
        answer = request(province, province.client(role), name)

        passed = answer.status_code in PASSES
        refused = answer.status_code == 403 and answer.json()["code"] == "forbidden"
        assert passed is TABLE[name].permits(rights_of((role,))), (role, answer.status_code, answer.text)
        assert refused is not passed, (role, answer.status_code)


@pytest.mark.parametrize("name", TABLE)
def test_nobody_asks_anything_without_a_sign_in_but_what_is_for_anyone(province: Province, name: str) -> None:
    answer = request(province, Client(province.app), name)

    assert (answer.status_code == 401) is (TABLE[name].right is not Open.ANYONE), answer.text


@pytest.mark.parametrize("name", TABLE)
def test_a_key_opens_a_route_only_with_the_scope_of_its_row(
    province: Province, keys: dict[KeyScope, Client], name: str
) -> None:
    row = TABLE[name]
    for scope, client in keys.items():
        answer = request(province, client, name)

        opens = row.right is Open.ANYONE or (
            row.key_scope is scope and row.permits(rights_of((Role.ANALYSE,)))
        )
        assert (answer.status_code in PASSES) is opens, (scope, answer.status_code, answer.text)


BODIES: dict[str, Any] = {
    "lookUp": {"texts": ["{firm}"]},
    "supposeWhatIf": {"without_ties": ["nothing"]},
    "createProposal": {
        "kind": "direct_d",
        "subject": "{firm}",
        "ground": "minutes 1",
        "document_no": "1",
        "expires_on": "2027-06-30",
    },
    "askExport": {"kind": "dossier_pdf", "subject": "{firm}", "purpose": "supervision"},
    "askReveal": {"person_id": "P:1", "enterprise_id": "{firm}", "purpose": "clue", "reason": "核查线索身份"},
}
"""Bodies of operations that name an enterprise there."""
BY_NUMBER = frozenset(
    (
        *("decideProposal", "readProposal", "retryProposal", "withdrawProposal"),
        *("decideReveal", "showReveal", "fetchExport"),
    )
)
"""Refused routes whose enterprise is that of a stored row; their own tests try another authority's."""


def body_of(province: Province, name: str) -> Any:
    """Body with the enterprise in its place."""
    return {
        key: [province.firm] if value == ["{firm}"] else province.firm if value == "{firm}" else value
        for key, value in BODIES.get(name, {}).items()
    }


@pytest.mark.parametrize("name", [name for name, row in TABLE.items() if row.scope == "cut"])
def test_outside_the_area_only_name_code_class_and_published_decisions_are_left(
    province: Province, outside: Client, name: str
) -> None:
    answer = request(province, outside, name, body_of(province, name))

    assert answer.status_code in PASSES, answer.text
    for figure in province.secrets:
        assert not re.search(rf"(?<![\d.]){re.escape(figure)}(?!\d)", answer.text), figure
    if answer.text:
        told = dict(told_of(answer.json(), province.firm))
        assert not told.keys() & TOLD, told


@pytest.mark.parametrize(
    "name", [name for name, row in TABLE.items() if row.scope == "refused" and name not in BY_NUMBER]
)
def test_outside_the_area_a_refused_route_says_so_and_inside_it_does_not(
    province: Province, inside: Client, outside: Client, name: str
) -> None:
    refused = request(province, outside, name, body_of(province, name))
    passed = request(province, inside, name, body_of(province, name))

    assert (refused.status_code, refused.json()["code"]) == (403, "out_of_scope")
    assert passed.status_code in PASSES, passed.text


def test_inside_the_area_the_figures_are_shown(province: Province, inside: Client) -> None:
    answer = inside.get(f"{PREFIX}/enterprises/{province.firm}").text

    assert len(province.secrets) > 5
    assert all(figure in answer for figure in province.secrets)


@pytest.mark.parametrize("name", [name for name, row in TABLE.items() if row.scope != "none"])
def test_no_answer_names_a_person_in_full(province: Province, names: frozenset[str], name: str) -> None:
    answer = request(province, province.client(Role.ANALYSE), name, body_of(province, name))

    assert names
    assert not [found for found in names if found in answer.text]


def test_a_route_without_a_row_stops_the_application() -> None:
    with pytest.raises(CatalogueError, match="routes without a row: readSecrets"):
        permissions().check([*TABLE, "readSecrets"])


def test_a_row_without_a_route_stops_the_application() -> None:
    with pytest.raises(CatalogueError, match="rows without a route: search"):
        permissions().check([name for name in TABLE if name != "search"])
