"""A loopback proxy for Bolt that drops the server's answer to one message and hangs up.

What the server did stays done; the client never learns of it. That is the cut between commit
and answer, which no timing of signals produces reliably.
"""

from __future__ import annotations

import socket
import threading
from types import TracebackType
from typing import Self

# A structure of Bolt begins with its number of fields (0xB0 + n) and its tag.
MESSAGES = {"COMMIT": b"\x00\x02\xb0\x12\x00\x00", "RUN": b"\xb3\x10"}
_NOTHING = b"\x00\x00"  # a chunk that keeps the connection alive
_RECEIVE = 65_536


class CuttingProxy:
    """Proxy on a free port of 127.0.0.1; a context manager.

    Parameters
    ----------
    uri : str
        ``bolt://HOST:PORT`` of the server.
    """

    def __init__(self, uri: str) -> None:
        host, _, port = uri.removeprefix("bolt://").partition(":")
        self._server = (host, int(port or 7687))
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._sockets: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._wanted: bytes | None = None
        self._to_pass = 0
        self.cuts = 0

    @property
    def uri(self) -> str:
        """Where the proxy listens."""
        return f"bolt://127.0.0.1:{self._listening.getsockname()[1]}"

    def drop_answer(self, message: str, after: int = 0) -> None:
        """Drop the answer to the next message of a name, once ``after`` of them have passed."""
        with self._lock:
            self._wanted, self._to_pass = MESSAGES[message], after

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # shutdown wakes a thread that waits in accept or recv, close alone does not.
        for opened in (self._listening, *self._sockets):
            _hang_up(opened)
        for thread in self._threads:
            thread.join()

    def _start(self, target: object, *args: object) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
                server = socket.create_connection(self._server)
            except OSError:
                return
            self._sockets += [client, server]
            cut = threading.Event()
            self._start(self._upwards, client, server, cut)
            self._start(self._downwards, server, client, cut)

    def _upwards(self, client: socket.socket, server: socket.socket, cut: threading.Event) -> None:
        tail = b""
        while data := _received(client):
            if self._is_wanted(tail + data):
                cut.set()
            tail = data[-5:]
            _send(server, data)
        _hang_up(server)

    def _downwards(self, server: socket.socket, client: socket.socket, cut: threading.Event) -> None:
        while data := _received(server):
            if cut.is_set() and data != _NOTHING:
                self.cuts += 1
                break
            _send(client, data)
        _hang_up(client)
        _hang_up(server)

    def _is_wanted(self, data: bytes) -> bool:
        with self._lock:
            if self._wanted is None or self._wanted not in data:
                return False
            self._to_pass -= 1
            if self._to_pass < 0:
                self._wanted = None
                return True
            return False


def _received(source: socket.socket) -> bytes:
    try:
        return source.recv(_RECEIVE)
    except OSError:
        return b""


def _send(target: socket.socket, data: bytes) -> None:
    try:
        target.sendall(data)
    except OSError:
        return


def _hang_up(opened: socket.socket) -> None:
    try:
        opened.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    finally:
        opened.close()
