"""Bodies of requests: bounded in bytes and in time, whatever the other end says and however slow it is."""

from __future__ import annotations

from http import HTTPStatus

import anyio
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive


class BoundedBody:
    """What a request sends, read through its bounds.

    The errors are HTTP errors, so that they pass through whatever parses the body.

    Parameters
    ----------
    receive : ASGI receive
    most_bytes : int
    most_s : float
        Seconds for the whole body, from the first read on.
    """

    def __init__(self, receive: Receive, *, most_bytes: int, most_s: float) -> None:
        self._receive = receive
        self._most_bytes = most_bytes
        self._most_s = most_s
        self._read = 0
        self._until: float | None = None
        self._done = False

    async def __call__(self) -> Message:
        """Next message; once the body is whole, waiting for the end of the connection is not bounded.

        Raises
        ------
        HTTPException
            413 if the body is too large, 408 if it takes too long.
        """
        if self._done:
            return await self._receive()
        if self._until is None:
            self._until = anyio.current_time() + self._most_s
        message: Message = {}
        with anyio.move_on_after(max(0.0, self._until - anyio.current_time())):
            message = await self._receive()
        if not message:
            raise HTTPException(
                HTTPStatus.REQUEST_TIMEOUT, f"expected the whole body within {self._most_s:g} seconds"
            )
        if message["type"] == "http.request":
            self._read += len(message.get("body", b""))
            self._done = not message.get("more_body", False)
            if self._read > self._most_bytes:
                raise too_large(self._most_bytes)
        else:
            self._done = True
        return message


def too_large(most_bytes: int) -> HTTPException:
    """Error of a body over the bound."""
    return HTTPException(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"expected a body of at most {most_bytes} bytes, got more"
    )
