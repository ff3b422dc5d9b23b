"""The outermost layer of the HTTP service: what happens to every request alike.

Request ids, the guard against foreign Host headers (a page of another site must not reach the
service by rebinding its name to this machine), bounds on address and body of a request,
security headers, the access log, and the last resort for an error nobody expected. The log
carries the route's template, never a path, a query string or a name.
"""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Iterable

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.bodies import BoundedBody, too_large
from api.problems import problem, problem_response
from graph.logs import request_context

REQUEST_ID = "X-Request-Id"
MAX_ADDRESS_BYTES = 8_192
"""Longest path plus query string; a longer one is answered 414 before it is parsed."""

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

HTTPS_HEADER = ("Strict-Transport-Security", "max-age=31536000")
"""Where readers come by https, their browsers come by nothing else for a year."""

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_log = structlog.stdlib.get_logger("api.edge")


class Edge:
    """ASGI layer around the whole application.

    Parameters
    ----------
    app : ASGI application
    hosts : iterable of str
        Names a Host header may carry (without port).
    body_bytes, body_s : int, float
        Longest body of a request, and seconds it may take to come in.
    https : bool
        Whether readers come by https.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        hosts: Iterable[str],
        body_bytes: int = 2_097_152,
        body_s: float = 15.0,
        https: bool = False,
    ) -> None:
        self.app = app
        self.hosts = frozenset(name.lower() for name in hosts)
        self.body_bytes = body_bytes
        self.body_s = body_s
        self.https = https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; other ASGI scopes pass through."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        given = headers.get(REQUEST_ID, "")
        request_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id
        sent: list[int] = []

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                sent.append(message["status"])
                answer = MutableHeaders(scope=message)
                answer[REQUEST_ID] = request_id
                # The page brings a policy of its own, with a nonce.
                for name, value in SECURITY_HEADERS.items():
                    answer.setdefault(name, value)
                if self.https:
                    answer[HTTPS_HEADER[0]] = HTTPS_HEADER[1]
                if "cache-control" not in answer:
                    answer["Cache-Control"] = "no-store"
            await send(message)

        started = time.perf_counter()
        with request_context(request_id):
            try:
                await self._serve(scope, headers, receive, send_with_headers)
            except Exception as error:  # the process edge: anything else is a defect
                # Only the type and the place: a message may repeat a value of a row.
                _log.error("http.failed", error=type(error).__name__, at=_place(error))
                if sent:
                    raise
                body = problem(500, "internal", "an unexpected error; report the request id", request_id)
                await problem_response(body)(scope, receive, send_with_headers)
            finally:
                _log.info(
                    "http.request",
                    method=scope["method"],
                    route=_template(scope),
                    status=sent[0] if sent else 0,
                    elapsed_ms=round(1000 * (time.perf_counter() - started), 1),
                )

    async def _serve(self, scope: Scope, headers: Headers, receive: Receive, send: Send) -> None:
        request_id = scope["state"]["request_id"]
        address = len(scope.get("raw_path") or scope["path"].encode()) + len(scope["query_string"])
        if _host(headers.get("host", "")) not in self.hosts:
            detail = (
                "this service answers on its own names only: 127.0.0.1, localhost, GUANLIAN_SERVER__NAMES"
            )
            await problem_response(problem(421, "host_refused", detail, request_id))(scope, receive, send)
        elif address > MAX_ADDRESS_BYTES:
            detail = f"path and query have {address} bytes, at most {MAX_ADDRESS_BYTES} are read"
            await problem_response(problem(414, "uri_too_long", detail, request_id))(scope, receive, send)
        elif "transfer-encoding" in headers and "content-length" in headers:
            # Somebody in front may have taken the other length for the end (RFC 9112, 6.3).
            detail = "expected one length of the body, got Content-Length and Transfer-Encoding"
            body = problem(400, "body_invalid", detail, request_id)
            await problem_response(body, {"Connection": "close"})(scope, receive, send)
        elif _declared(headers.get("content-length", "")) > self.body_bytes:
            body = problem(413, "body_too_large", too_large(self.body_bytes).detail, request_id)
            # What was not read would be taken for the next request.
            await problem_response(body, {"Connection": "close"})(scope, receive, send)
        else:
            bounded = BoundedBody(receive, most_bytes=self.body_bytes, most_s=self.body_s)
            await self.app(scope, bounded, send)


def _declared(header: str) -> int:
    """Declared length of a body, 0 if none is; the server has refused what is no number."""
    return int(header) if header.isascii() and header.isdigit() else 0


def _host(header: str) -> str:
    """Host of a Host header, without port and brackets, lower case."""
    name = header.rsplit("]", 1)[0].lstrip("[") if header.startswith("[") else header.split(":", 1)[0]
    return name.lower()


def _template(scope: Scope) -> str:
    """Template of the matched route; the path itself may carry an id or a name."""
    return str(getattr(scope.get("route"), "path", "unmatched"))


def _place(error: BaseException) -> str:
    """Module and line where an error was raised."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "unknown"
    return f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}"
