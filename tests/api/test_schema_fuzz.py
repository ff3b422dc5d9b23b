"""Generated requests against every route of the schema: no server error, every answer as documented."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import given as drawn
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from api.app import create_app, schema_of_routes
from api.security.permissions import permissions
from api.security.rights import Role, rights_of
from api.workplace import Workplace
from tests.signed_in import security_for_tests, signed_in

EXAMPLES = 2
"""Requests generated for each route and kind; the seed is fixed."""
CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance]
SCHEMA: Any = schemathesis.openapi.from_dict(schema_of_routes())
OPERATIONS: dict[str, Any] = {
    one.definition.raw["operationId"]: one for one in (found.ok() for found in SCHEMA.get_all_operations())
}


@pytest.fixture(scope="module")
def app(home: Path, tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """The application over the demo province; what requests change lies in a state of their own."""
    place = Workplace(home)
    security = security_for_tests(tmp_path_factory.mktemp("state"))
    return create_app(place.settings, place.months, place.store, place.vault, security)


def role_for(operation: str) -> Role:
    """A role that may ask the route; the one that may most where all may."""
    row = permissions().of(operation)
    found: Role = next(role for role in (Role.ANALYSE, *Role) if row.permits(rights_of([role])))
    return found


def has_input(operation: str) -> bool:
    """Whether a route reads anything of a request that could be wrong."""
    raw = OPERATIONS[operation].definition.raw
    return bool(raw.get("parameters")) or "requestBody" in raw


ASKED = [
    *((name, GenerationMode.POSITIVE) for name in OPERATIONS),
    *((name, GenerationMode.NEGATIVE) for name in OPERATIONS if has_input(name)),
]


@pytest.mark.parametrize(("operation", "mode"), ASKED, ids=lambda one: getattr(one, "value", one))
def test_generated_requests_are_answered_as_documented(
    app: FastAPI, operation: str, mode: GenerationMode
) -> None:
    client = signed_in(app, role_for(operation))

    @seed(7)
    @settings(
        max_examples=EXAMPLES,
        phases=[Phase.generate],
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: Any) -> None:
        given = case.as_transport_kwargs(base_url="http://127.0.0.1:8000")
        given["headers"] = {**dict(given.get("headers") or {}), **client.headers}
        given.pop("cookies", None)
        if isinstance(given.get("data"), bytes | str):
            given["content"] = given.pop("data")
        answer = client.request(given.pop("method"), given.pop("url"), **given)
        case.validate_response(answer, checks=CHECKS)

    generated: Any = drawn(OPERATIONS[operation].as_strategy(generation_mode=mode))
    generated(ask)()
