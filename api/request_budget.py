"""A time budget for every request, its end when the reader goes away, and the time it took.

Reads run in threads that nobody can stop; they look at their budget where they walk far. The
time spent is a header, because bodies are hashed into entity tags and carry no clock.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph.budget import Budget, budget_of

TIMING = "Server-Timing"


class RequestBudget:
    """ASGI layer around the routes.

    Parameters
    ----------
    app : ASGI application
    seconds : float
        Time of one request.
    """

    def __init__(self, app: ASGIApp, *, seconds: float) -> None:
        self.app = app
        self.seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; other ASGI scopes pass through."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()

        async def send_with_time(message: Message) -> None:
            if message["type"] == "http.response.start":
                spent = 1000 * (time.perf_counter() - started)
                MutableHeaders(scope=message)[TIMING] = f"total;dur={spent:.1f}"
            await send(message)

        with budget_of(self.seconds) as budget:
            if scope["method"] not in ("GET", "HEAD"):
                await self.app(scope, receive, send_with_time)
                return
            # A read has no body that the routes would wait for: what comes in is the end of its reader.
            gone = asyncio.Event()
            watcher = asyncio.create_task(_watch(receive, budget, gone))
            try:
                await self.app(scope, _no_body(gone), send_with_time)
            finally:
                watcher.cancel()
                with suppress(asyncio.CancelledError):
                    await watcher


async def _watch(receive: Receive, budget: Budget, gone: asyncio.Event) -> None:
    """End the read when its reader is gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
    budget.leave()
    gone.set()


def _no_body(gone: asyncio.Event) -> Receive:
    """What a route receives instead: an empty body, and then the end of its reader."""
    asked: list[bool] = []

    async def receive() -> Message:
        if not asked:
            asked.append(True)
            return {"type": "http.request", "body": b"", "more_body": False}
        await gone.wait()
        return {"type": "http.disconnect"}

    return receive
