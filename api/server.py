"""Binding the HTTP service: loopback, or further where what is sent is encrypted on the way."""

from __future__ import annotations

import gc
import ipaddress
import socket
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import SettingsError

if TYPE_CHECKING:
    from fastapi import FastAPI

    from graph.settings import Settings

MOST_AT_ONCE = 500
"""Connections at once; more are answered 503."""
SWITCH_S = 0.001
"""How long a thread computes before another may: with the usual 5 ms a short read waits that long for
each step of a long one."""
YOUNG_OBJECTS = 10_000
"""Objects made between two looks for garbage: an answer makes that many, all of which live as long as it."""
LOOPBACK_NAMES = ("127.0.0.1", "::1", "localhost")
"""Names a reader on this machine reaches the service by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Encryption:
    """Certificate (with its chain) and key, as PEM files."""

    certificate: Path
    key: Path


def check_address(host: str, *, published_on_loopback: bool, encrypted: bool = False) -> None:
    """Refuse an address that other machines can reach, unless passwords are encrypted on the way.

    Parameters
    ----------
    host : str
        Address to bind.
    published_on_loopback : bool
        True in a container whose port is published on 127.0.0.1 only.
    encrypted : bool
        True if the server has a certificate, or readers come through a declared proxy by https.

    Raises
    ------
    SettingsError
        If the address is not loopback and no setting vouches for it.
    """
    if published_on_loopback or encrypted or is_loopback(host):
        return
    raise SettingsError(
        f"server.host: expected a loopback address such as 127.0.0.1, got {host}: passwords would travel "
        "readable; give server.certificate and server.key, or declare server.proxy with security.https; in "
        "a container whose port is published on 127.0.0.1 set server.published_on_loopback"
    )


def encryption(settings: Settings) -> Encryption | None:
    """Certificate and key of the server itself, None if it has none.

    Raises
    ------
    SettingsError
        If only one of them is given, or a file is missing.
    """
    server = settings.server
    if server.certificate is None and server.key is None:
        return None
    if server.certificate is None or server.key is None:
        raise SettingsError("server: expected certificate and key together, got one of them; give the other")
    for path in (server.certificate, server.key):
        if not path.is_file():
            raise SettingsError(f"server: expected a file {path.name} for https, got none; name another")
    return Encryption(certificate=server.certificate, key=server.key)


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


def run(
    app: FastAPI, bound: socket.socket, *, encrypted: Encryption | None = None, proxy: str | None = None
) -> None:
    """Serve until interrupted; the access log is the edge's own.

    Parameters
    ----------
    encrypted : Encryption, optional
        Certificate and key of https.
    proxy : str, optional
        Address whose word on the readers' addresses is taken.
    """
    import uvicorn

    from api.patience import PatientProtocol

    config = uvicorn.Config(
        app,
        http=PatientProtocol,
        ws="none",
        access_log=False,
        log_config=None,
        server_header=False,
        lifespan="off",
        limit_concurrency=MOST_AT_ONCE,
        proxy_headers=proxy is not None,
        forwarded_allow_ips=proxy,
        ssl_certfile=None if encrypted is None else encrypted.certificate,
        ssl_keyfile=None if encrypted is None else encrypted.key,
    )
    sys.setswitchinterval(SWITCH_S)
    gc.set_threshold(YOUNG_OBJECTS, 10, 10)
    uvicorn.Server(config).run(sockets=[bound])
