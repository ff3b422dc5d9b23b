"""The HTTP service: a factory that is given everything it reads from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.edge import Edge
from api.etags import EntityTags
from api.problems import HANDLERS, PROBLEM_JSON
from api.readers import Names, PublishedMonths, Readers
from api.routes import ROUTERS
from api.routes.base import PREFIX
from api.server import LOOPBACK_NAMES
from graph.store.protocol import FactStore

if TYPE_CHECKING:
    from graph.settings import Settings

VERSION = "1"


def create_app(settings: Settings, months: PublishedMonths, store: FactStore, vault: Names) -> FastAPI:
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

    Returns
    -------
    FastAPI
        Application under ``/api/v1``. No CORS, no documentation page (the built-in one
        loads from another host); the schema is at ``/api/v1/openapi.json``.
    """
    app = FastAPI(
        title="Guanlian",
        version=VERSION,
        summary="Graph-based relationship risk: the published month over HTTP",
        docs_url=None,
        redoc_url=None,
        openapi_url=f"{PREFIX}/openapi.json",
        swagger_ui_oauth2_redirect_url=None,
        redirect_slashes=False,
    )
    app.state.readers = Readers(months=months, store=store, vault=vault)
    app.state.limits = settings.limits
    for kind, handler in HANDLERS.items():
        app.add_exception_handler(kind, handler)
    for router in ROUTERS:
        app.include_router(router)
    app.add_middleware(EntityTags)
    app.add_middleware(Edge, hosts=LOOPBACK_NAMES)
    app.openapi = lambda: _schema(app)  # type: ignore[method-assign]
    app.state.parameters = _parameters(app)
    return app


def _schema(app: FastAPI) -> dict[str, Any]:
    """OpenAPI of the routes, with problem details as the media type of every error."""
    if app.openapi_schema is None:
        made = get_openapi(title=app.title, version=app.version, summary=app.summary, routes=app.routes)
        for path in made["paths"].values():
            for operation in path.values():
                for status, answer in operation["responses"].items():
                    content = answer.get("content", {})
                    if status >= "400" and "application/json" in content:
                        content[PROBLEM_JSON] = content.pop("application/json")
        app.openapi_schema = made
    return app.openapi_schema


def _parameters(app: FastAPI) -> dict[str, frozenset[str]]:
    """Names of the query parameters of each path, from the schema."""
    return {
        path: frozenset(
            parameter["name"]
            for operation in operations.values()
            for parameter in operation.get("parameters", ())
            if parameter["in"] == "query"
        )
        for path, operations in app.openapi()["paths"].items()
    }
