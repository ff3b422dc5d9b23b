"""A read ends when its reader goes away; a change that was asked for does not."""

from __future__ import annotations

from collections.abc import Callable

import anyio
import pytest
from anyio import to_thread
from starlette.types import Message, Receive, Scope, Send

from api.request_budget import RequestBudget
from graph.budget import check
from graph.errors import ReadCancelledError

PATIENCE_S = 60.0


def served(method: str, walk: Callable[[], None]) -> str:
    """What became of a walk in a thread of a request whose reader goes away at once."""
    met: list[str] = []

    async def route(_scope: Scope, receive: Receive, _send: Send) -> None:
        await receive()
        try:
            await to_thread.run_sync(walk)
            met.append("done")
        except ReadCancelledError:
            met.append("ended")

    messages: list[Message] = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> Message:
        return messages.pop() if messages else {"type": "http.disconnect"}

    async def send(_message: Message) -> None:
        raise AssertionError("nobody is there to be answered")

    scope = {"type": "http", "method": method, "headers": []}
    anyio.run(RequestBudget(route, seconds=PATIENCE_S), scope, receive, send)
    return met[0]


def walk_far() -> None:
    """A walk without an end of its own."""
    while True:
        check()


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_read_whose_reader_goes_away_ends(method: str) -> None:
    assert served(method, walk_far) == "ended"


def walk_some() -> None:
    """A walk that ends by itself."""
    for _ in range(100):
        check()


def test_a_change_whose_reader_goes_away_is_carried_through() -> None:
    assert served("POST", walk_some) == "done"
