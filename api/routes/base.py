"""What all routers share: prefix, permissions, the problems they document, the check of parameters."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends

from api.parameters import refuse_unknown
from api.problems import Problem
from api.security.permitted import PermittedRoute

PREFIX = "/api/v1"

ERRORS: dict[int | str, dict[str, Any]] = {
    401: {"model": Problem, "description": "Nobody is signed in, or the session has ended"},
    403: {"model": Problem, "description": "The account lacks the right, or the key the scope"},
    404: {"model": Problem, "description": "Nothing has this id in that month"},
    422: {"model": Problem, "description": "A parameter is not as declared"},
    429: {"model": Problem, "description": "Too many requests in a minute"},
    503: {"model": Problem, "description": "The store or the month cannot be read"},
}


def new_router(tag: str) -> APIRouter:
    """Router of one subject under the common prefix."""
    return APIRouter(
        prefix=PREFIX,
        tags=[tag],
        responses=ERRORS,
        dependencies=[Depends(refuse_unknown)],
        route_class=PermittedRoute,
    )
