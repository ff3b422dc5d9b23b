"""The class of all routes: nothing of a request is read before it is let through.

What a route asks for is its row of ``permissions.yaml``, looked up by operation id, so no route
can forget the check. Reads whose row names an audit event leave that event here, refusals of
somebody signed in too; the answer goes out only after the event is stored.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.security.admission import SAFE_METHODS, Shown, admit
from api.security.errors import AccessError, ForbiddenError, OutOfScopeError
from api.security.permissions import Permission, permissions
from api.security.sessions import COOKIE, CSRF_HEADER

_BEARER = "bearer "


class PermittedRoute(APIRoute):
    """Route that asks the table of permissions first."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Handler of FastAPI behind the check."""
        handle = super().get_route_handler()
        name = self.operation_id or self.name

        async def checked(request: Request) -> Response:
            permission = permissions().of(name)
            try:
                request.state.viewer = await run_in_threadpool(
                    admit, request.app.state.security, permission, shown(request)
                )
                response = await handle(request)
            except (ForbiddenError, OutOfScopeError) as error:
                await _record_refusal(request, name, error)
                raise
            await _record(request, permission, response)
            return response

        return checked


def shown(request: Request) -> Shown:
    """What a request shows of itself: cookie, key, tokens, address."""
    authorization = request.headers.get("authorization", "")
    is_bearer = authorization[: len(_BEARER)].lower() == _BEARER
    return Shown(
        method=request.method,
        address="" if request.client is None else request.client.host,
        token=request.cookies.get(COOKIE, ""),
        bearer=authorization[len(_BEARER) :].strip() if is_bearer else "",
        csrf=request.headers.get(CSRF_HEADER, ""),
        site=request.headers.get("sec-fetch-site", ""),
    )


async def _record(request: Request, permission: Permission, response: Response) -> None:
    """Record the event of a read; what changes something records itself, with what it changed."""
    if permission.audit is None or request.method not in SAFE_METHODS or response.status_code >= 400:
        return
    await run_in_threadpool(
        request.app.state.audit.record, request.state.viewer, permission.audit, subject=_subject(request)
    )


async def _record_refusal(request: Request, name: str, error: AccessError) -> None:
    """Record what somebody signed in asked for and may not: another right, another authority."""
    viewer = error.values.get("viewer") or request.state.viewer
    await run_in_threadpool(
        request.app.state.audit.record,
        viewer,
        "access.refused",
        subject=_subject(request),
        result=error.code,
        details={"operation": name},
    )


def _subject(request: Request) -> str | None:
    """First value of the path."""
    found = next(iter(request.path_params.values()), None)
    return None if found is None else str(found)
