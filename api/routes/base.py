"""What all routers share: prefix, permissions, the problems they document, the check of parameters."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from pydantic import BaseModel

from api.parameters import refuse_unknown
from api.problems import Problem
from api.security.permitted import PermittedRoute

PREFIX = "/api/v1"
P = ParamSpec("P")

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


def written(read: Callable[P, BaseModel]) -> Callable[P, Response]:
    """A read whose answer is written as JSON in the thread that made it, not in the loop all others wait for.

    The answer is a model that was checked when it was made; it is not checked again. The schema still
    comes from the annotation of ``read``. Not for routes that set headers of their own.
    """

    @wraps(read)
    def write(*args: P.args, **kwargs: P.kwargs) -> Response:
        answer = read(*args, **kwargs)
        body = answer.__pydantic_serializer__.to_json(answer, by_alias=True)
        return Response(body, media_type="application/json")

    return write
