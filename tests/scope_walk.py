"""Walking all routes of an application: a request for each, and what an answer says of one enterprise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
from fastapi import FastAPI
from fastapi.routing import APIRoute

from api.routes import ROUTERS
from tests.http_client import Client

TOLD = frozenset(
    (
        *("score", "model_score", "previous_score", "standalone_class", "model_class", "direct_rule"),
        *("factors", "indicators", "hazard", "hazards", "hazard_change", "hazard_changes", "points", "peers"),
        *(
            "region",
            "status",
            "supervising_authority",
            "cause",
            "cause_label",
            "weight",
            "profile",
            "receipt",
        ),
        *("share", "lines", "decision", "professional", "change_cause"),
    )
)
"""Fields that nothing is said in about an enterprise outside the area."""


@dataclass(frozen=True)
class Operation:
    """One operation of the schema."""

    name: str
    method: str
    path: str
    queries: tuple[str, ...]

    @property
    def names_enterprise(self) -> bool:
        """Whether its path names an enterprise."""
        return "{enterprise_id}" in self.path


def operations(app: FastAPI) -> dict[str, Operation]:
    """Operations by id, with the names of the query parameters they need."""
    unlisted = {
        route.operation_id or route.name: Operation(
            name=route.operation_id or route.name, method="GET", path=route.path, queries=()
        )
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute) and not route.include_in_schema
    }
    return unlisted | {
        told["operationId"]: Operation(
            name=told["operationId"],
            method=method.upper(),
            path=path,
            queries=tuple(
                found["name"]
                for found in told.get("parameters", ())
                if found["in"] == "query" and found.get("required")
            ),
        )
        for path, methods in app.openapi()["paths"].items()
        for method, told in methods.items()
    }


def ask(client: Client, operation: Operation, path: str, values: dict[str, str], body: Any) -> httpx.Response:
    """One request of an operation, with what it needs.

    Parameters
    ----------
    path : str
        Its path with ids in their places.
    values : dict
        Values of the query parameters it needs.
    body : Any
        JSON of a request that changes something.
    """
    options: dict[str, Any] = {"params": {name: values[name] for name in operation.queries}}
    if operation.name == "lookUpFile":
        options |= {"content": b"name\n", "headers": {"Content-Type": "text/csv"}}
    elif operation.method not in ("GET", "DELETE"):
        options["json"] = body
    return client.request(operation.method, path, **options)


def told_of(answer: Any, enterprise: str) -> Iterator[tuple[str, Any]]:
    """Every field with a value that objects with this id have beside it."""
    if isinstance(answer, dict):
        if enterprise in (answer.get("enterprise_id"), answer.get("id")):
            yield from ((name, value) for name, value in answer.items() if value not in (None, [], {}, False))
        for value in answer.values():
            yield from told_of(value, enterprise)
    elif isinstance(answer, list):
        for value in answer:
            yield from told_of(value, enterprise)
