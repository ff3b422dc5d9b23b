"""Problem details (RFC 9457): one table from error types to answers.

Routes raise errors of ``graph.errors`` and never build an error body. A body names what was
expected and got, never the value of a parameter (a name part may be personal).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from graph.errors import GuanlianError

PROBLEM_JSON = "application/problem+json"
TYPE_PREFIX = "urn:guanlian:problem:"

_HTTP_CODES = {
    HTTPStatus.BAD_REQUEST: "body_invalid",
    HTTPStatus.NOT_FOUND: "not_found",
    HTTPStatus.METHOD_NOT_ALLOWED: "method_not_allowed",
    HTTPStatus.REQUEST_TIMEOUT: "body_too_slow",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "body_too_large",
    HTTPStatus.REQUEST_URI_TOO_LONG: "uri_too_long",
    HTTPStatus.MISDIRECTED_REQUEST: "host_refused",
    HTTPStatus.SERVICE_UNAVAILABLE: "not_ready",
    HTTPStatus.INTERNAL_SERVER_ERROR: "internal",
}


class FieldProblem(BaseModel):
    """What is wrong with one parameter; its value is not repeated."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    where: str = Field(description="Place and name of the parameter, such as query.limit")
    expected: str = Field(description="What was expected")


class Problem(BaseModel):
    """Body of every answer with a status of 400 or above (RFC 9457)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: str = Field(description="urn:guanlian:problem:<code>")
    title: str
    status: int = Field(ge=400, le=599)
    code: str = Field(description="Stable, machine readable")
    detail: str = Field(description="One sentence: expected, got, what to do")
    request_id: str | None = Field(default=None, description="Equals the header X-Request-Id")
    errors: tuple[FieldProblem, ...] = ()


def problem(
    status: int, code: str, detail: str, request_id: str | None, errors: tuple[FieldProblem, ...] = ()
) -> Problem:
    """Problem body of a status and a code."""
    return Problem(
        type=TYPE_PREFIX + code,
        title=HTTPStatus(status).phrase,
        status=status,
        code=code,
        detail=detail,
        request_id=request_id,
        errors=errors,
    )


def problem_response(body: Problem, headers: dict[str, str] | None = None) -> JSONResponse:
    """HTTP answer of a problem body."""
    return JSONResponse(
        body.model_dump(exclude_none=True),
        status_code=body.status,
        media_type=PROBLEM_JSON,
        headers=headers,
    )


def request_id_of(request: Request) -> str | None:
    """Request id bound by the edge; None outside of a request."""
    found = getattr(request.state, "request_id", None)
    return None if found is None else str(found)


async def _guanlian_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, GuanlianError)
    body = problem(error.status, error.code, error.message, request_id_of(request))
    wait_s = error.values.get("retry_after_s")
    return problem_response(body, None if wait_s is None else {"Retry-After": str(wait_s)})


async def _validation_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    fields = tuple(
        FieldProblem(where=".".join(str(part) for part in found["loc"]), expected=str(found["msg"]))
        for found in error.errors()
    )
    detail = f"{len(fields)} parameter(s) are not as declared; see errors and /api/v1/openapi.json"
    return problem_response(problem(422, "input_invalid", detail, request_id_of(request), fields))


async def _http_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    detail = {
        HTTPStatus.NOT_FOUND: "no such path; see /api/v1/openapi.json",
        HTTPStatus.METHOD_NOT_ALLOWED: "this path has other methods; see the header Allow",
        HTTPStatus.BAD_REQUEST: "expected a body that can be read, got another; see /api/v1/openapi.json",
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: str(error.detail),
        HTTPStatus.REQUEST_TIMEOUT: str(error.detail),
    }.get(status, status.description or status.phrase)
    code = _HTTP_CODES.get(status, f"http_{status.value}")
    return problem_response(
        problem(status, code, detail, request_id_of(request)), dict(error.headers or {}) or None
    )


Handler = Callable[[Request, Exception], Awaitable[Any]]

HANDLERS: dict[type[Exception], Handler] = {
    GuanlianError: _guanlian_error,
    RequestValidationError: _validation_error,
    HTTPException: _http_error,
}
"""The one table of error answers; what it does not name ends at the edge as 500 ``internal``."""
