"""Binding the HTTP service: loopback only, until there is a sign-in."""

from __future__ import annotations

import ipaddress
import socket
from typing import TYPE_CHECKING

from graph.errors import SettingsError

if TYPE_CHECKING:
    from fastapi import FastAPI

LOOPBACK_NAMES = ("127.0.0.1", "::1", "localhost")
"""Names a reader on this machine reaches the service by."""


def check_address(host: str, *, published_on_loopback: bool) -> None:
    """Refuse an address that other machines can reach.

    Parameters
    ----------
    host : str
        Address to bind.
    published_on_loopback : bool
        True in a container whose port is published on 127.0.0.1 only.

    Raises
    ------
    SettingsError
        If the address is not loopback and the setting does not vouch for it.
    """
    if published_on_loopback or is_loopback(host):
        return
    raise SettingsError(
        f"server.host: expected a loopback address such as 127.0.0.1 (there is no sign-in yet), got {host}; "
        "in a container whose port is published on 127.0.0.1 set server.published_on_loopback"
    )


def is_loopback(host: str) -> bool:
    """Whether an address is the machine itself; a name other than localhost is not trusted."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def listen(host: str, port: int) -> socket.socket:
    """Socket that listens, before anything heavy starts: a reader waits instead of being refused.

    Raises
    ------
    SettingsError
        If the address cannot be bound, most often because the port is in use.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # Else the second segment of an answer waits 40 ms for the reader's acknowledgement.
    bound.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        bound.bind((host, port))
        bound.listen()
    except OSError as error:
        bound.close()
        raise SettingsError(
            f"server.port: cannot listen on {host} port {port} ({error.strerror}); "
            "stop what uses it or choose another with --port"
        ) from error
    return bound


def run(app: FastAPI, bound: socket.socket) -> None:
    """Serve until interrupted; the access log is the edge's own."""
    import uvicorn

    config = uvicorn.Config(app, access_log=False, log_config=None, server_header=False, lifespan="off")
    uvicorn.Server(config).run(sockets=[bound])
