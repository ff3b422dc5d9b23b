"""Entity tags: every good answer carries a strong tag over its bytes (RFC 9110, 8.8.3).

The tag is the hash of the body and of the viewer's rights and area, so it cannot be wrong when
a store, a vault, a month or an account changes; answers are bounded, hashing one takes well
under a millisecond. Bodies therefore carry no clock time. Files to be kept pass through.
"""

from __future__ import annotations

import hashlib

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.security.viewer import Viewer

REVALIDATE = "private, no-cache"
"""Kept only by the reader's own cache, asked again each time: a revision may be published."""


class EntityTags:
    """ASGI layer that answers 304 to a matching If-None-Match, and HEAD like GET."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; only 200 answers to GET and HEAD are tagged."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        wanted = Headers(scope=scope).get("if-none-match")
        start: Message = {}
        body = bytearray()
        head = scope["method"] == "HEAD"

        async def collect(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
                if _passes(start):
                    await send(start)
            elif message["type"] == "http.response.body" and _passes(start):
                await send({**message, "body": b""} if head else message)
            elif message["type"] == "http.response.body":
                body.extend(message.get("body", b""))
                if not message.get("more_body", False):
                    viewer = scope.get("state", {}).get("viewer")
                    await self._answer(start, bytes(body), _salt(viewer), wanted, head, send)

        # Routes are declared for GET only; the body of a HEAD is dropped here.
        inner = {**scope, "method": "GET"}
        try:
            await self.app(inner, receive, collect)
        finally:
            # The log names the route, also of a request that failed.
            if "route" in inner:
                scope["route"] = inner["route"]

    async def _answer(
        self, start: Message, body: bytes, salt: bytes, wanted: str | None, head: bool, send: Send
    ) -> None:
        headers = MutableHeaders(scope=start)
        if start["status"] == 200:
            tag = f'"{hashlib.sha256(salt + body).hexdigest()[:32]}"'
            headers["ETag"] = tag
            headers["Cache-Control"] = REVALIDATE
            headers.add_vary_header("Cookie")
            headers.add_vary_header("Authorization")
            if wanted is not None and matches(wanted, tag):
                start["status"] = 304
                del headers["content-length"]
                del headers["content-type"]
                body = b""
        await send(start)
        await send({"type": "http.response.body", "body": b"" if head else body})


def _passes(start: Message) -> bool:
    """Whether an answer is sent as it is: a file to keep, or one that says itself how it is cached."""
    headers = Headers(raw=start.get("headers", []))
    return "content-disposition" in headers or "cache-control" in headers


def _salt(viewer: object) -> bytes:
    """What of the viewer goes into a tag."""
    return viewer.scope_hash.encode() if isinstance(viewer, Viewer) else b""


def matches(wanted: str, tag: str) -> bool:
    """Whether an If-None-Match header names the tag, by weak comparison (RFC 9110, 13.1.2)."""
    candidates = [part.strip().removeprefix("W/") for part in wanted.split(",")]
    return wanted.strip() == "*" or tag in candidates
