"""The HTTP service: a factory that is given everything it reads from."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from api.desk.service import Desk
from api.edge import Edge
from api.etags import EntityTags
from api.exports.opening import open_exports
from api.page import Page
from api.problems import HANDLERS, PROBLEM_JSON
from api.readers import Names, PublishedMonths, Readers
from api.request_budget import RequestBudget
from api.routes import ROUTERS
from api.security.alarms import AlarmBook
from api.security.audit import Audit
from api.security.core import Security
from api.security.permissions import permissions
from api.server import LOOPBACK_NAMES
from graph.store.protocol import FactStore

if TYPE_CHECKING:
    from graph.settings import Settings

TITLE = "Guanlian"
VERSION = "1"
SUMMARY = "Graph-based relationship risk: the published month over HTTP"


def create_app(
    settings: Settings, months: PublishedMonths, store: FactStore, vault: Names, security: Security
) -> FastAPI:
    """Build the HTTP service.

    Parameters
    ----------
    settings : Settings
        Settings of the process.
    months : PublishedMonths
        Published months.
    store : FactStore
        Facts for reads of the graph.
    vault : Names
        Masked names of persons.
    security : Security
        Accounts, sessions and keys; what else lies in the state is reached by its engine.

    Returns
    -------
    FastAPI
        Application under ``/api/v1``. No CORS, no documentation page (the built-in one
        loads from another host); the schema is at ``/api/v1/openapi.json``.

    Raises
    ------
    CatalogueError
        If a route has no row in the table of permissions, or a row no route.
    """
    app = FastAPI(
        title=TITLE,
        version=VERSION,
        summary=SUMMARY,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        swagger_ui_oauth2_redirect_url=None,
        redirect_slashes=False,
    )
    app.state.readers = Readers(months=months, store=store, vault=vault)
    app.state.warming = None
    app.state.limits = settings.limits
    app.state.security = security
    app.state.audit = Audit(
        security.engine,
        security.home,
        clock=lambda: datetime.fromtimestamp(security.clock(), UTC),
        watch=AlarmBook(security.engine),
    )
    app.state.desk = Desk(settings, months, security.engine, app.state.audit.clock)
    app.state.exports = open_exports(
        settings.exports,
        engine=security.engine,
        home=security.home or settings.home,
        audit=app.state.audit,
        readers=lambda: app.state.readers,
        clock=security.clock,
        authority_name=security.areas.name,
    )
    for kind, handler in HANDLERS.items():
        app.add_exception_handler(kind, handler)
    for router in ROUTERS:
        app.include_router(router)
    app.add_middleware(EntityTags)
    app.add_middleware(RequestBudget, seconds=settings.limits.time_budget_s)
    app.add_middleware(Page)
    app.add_middleware(
        Edge,
        hosts=(*LOOPBACK_NAMES, *settings.server.names),
        body_bytes=security.settings.body_bytes,
        body_s=security.settings.body_seconds,
        https=security.settings.https,
    )
    app.openapi = lambda: _schema(app)  # type: ignore[method-assign]
    permissions().check(_operations())
    app.state.parameters = _parameters(app)
    return app


def schema_of_routes() -> dict[str, Any]:
    """OpenAPI of all routes, without anything they read from."""
    app = FastAPI(title=TITLE, version=VERSION, summary=SUMMARY, openapi_url=None)
    for router in ROUTERS:
        app.include_router(router)
    return _schema(app)


def _schema(app: FastAPI) -> dict[str, Any]:
    """OpenAPI of the routes, with problem details as the media type of every error."""
    if app.openapi_schema is None:
        made = get_openapi(title=app.title, version=app.version, summary=app.summary, routes=app.routes)
        for path in made["paths"].values():
            for operation in path.values():
                operation["responses"]["default"] = {
                    "description": "Any other problem",
                    "content": {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}},
                }
                for status, answer in operation["responses"].items():
                    content = answer.get("content", {})
                    if status >= "400" and "application/json" in content:
                        content[PROBLEM_JSON] = content.pop("application/json")
        app.openapi_schema = made
    return app.openapi_schema


def _operations() -> list[str]:
    """Operation ids of all routes."""
    routes = [route for router in ROUTERS for route in router.routes]
    return [route.operation_id or route.name for route in routes if isinstance(route, APIRoute)]


def _parameters(app: FastAPI) -> dict[str, frozenset[str]]:
    """Names of the query parameters of each operation, from the schema."""
    return {
        operation["operationId"]: frozenset(
            parameter["name"] for parameter in operation.get("parameters", ()) if parameter["in"] == "query"
        )
        for operations in app.openapi()["paths"].values()
        for operation in operations.values()
    }
