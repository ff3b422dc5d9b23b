"""A synchronous client of an ASGI application, in process, without a socket."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import anyio
import httpx
from fastapi import FastAPI


class Client:
    """Sends one request at a time to an application on loopback.

    Parameters
    ----------
    app : FastAPI
    headers : mapping, optional
        Sent with every request, such as the cookie of a session; those of a request win.
    """

    def __init__(self, app: FastAPI, *, headers: Mapping[str, str] | None = None) -> None:
        self.app = app
        self.headers = dict(headers or {})

    def request(self, method: str, url: str, **options: Any) -> httpx.Response:
        """Answer to one request."""
        options["headers"] = {**self.headers, **(options.get("headers") or {})}

        async def call() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
                return await client.request(method, url, **options)

        return anyio.run(call)

    def get(self, url: str, **options: Any) -> httpx.Response:
        """Answer to GET."""
        return self.request("GET", url, **options)

    def post(self, url: str, **options: Any) -> httpx.Response:
        """Answer to POST."""
        return self.request("POST", url, **options)

    def put(self, url: str, **options: Any) -> httpx.Response:
        """Answer to PUT."""
        return self.request("PUT", url, **options)

    def patch(self, url: str, **options: Any) -> httpx.Response:
        """Answer to PATCH."""
        return self.request("PATCH", url, **options)

    def delete(self, url: str, **options: Any) -> httpx.Response:
        """Answer to DELETE."""
        return self.request("DELETE", url, **options)

    def head(self, url: str, **options: Any) -> httpx.Response:
        """Answer to HEAD."""
        return self.request("HEAD", url, **options)
