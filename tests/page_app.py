"""The real application with its page, in a thread on loopback, over the home of a demo."""

from __future__ import annotations

import json
import os
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request
from typer.testing import CliRunner

from api.cli import app as cli
from api.routes.base import PREFIX
from api.security.audit import Audit
from api.security.audit_check import verify
from api.security.core import Security, open_security
from api.security.rights import Role
from api.security.sessions import COOKIE
from api.server import listen
from api.workplace import Workplace
from tests.signed_in import Clock, account_of, app_of

ROOT = Path(__file__).parents[1]
AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
IMAGES = ROOT / "docs" / "images"
FIRMS = 300
PASSWORD = "Muster-2026-Strom"
"""Password of every account that a story signs in by hand."""
_SHOWN = {
    Role.QUERY: "查询员",
    Role.ANALYSE: "研判员",
    Role.APPROVE: "审核员",
    Role.SYSTEM_ADMIN: "系统管理员",
    Role.SECURITY_ADMIN: "安全管理员",
    Role.AUDIT_ADMIN: "审计员",
}
"""Names on the screen of accounts that a story does not name: pictures for the guides show them."""


@dataclass(frozen=True)
class PageApp:
    """A served application: where it listens, what it was built of, and its clock."""

    url: str
    app: FastAPI
    place: Workplace
    clock: Clock

    @property
    def security(self) -> Security:
        """Accounts and sessions of the application."""
        security: Security = self.app.state.security
        return security

    def account(self, *roles: Role, authority: str | None = None, name: str | None = None) -> str:
        """Account of these roles that signs in with ``PASSWORD``; made when first asked for."""
        display = None if name else "、".join(_SHOWN[role] for role in sorted(roles))
        return account_of(
            self.security, *roles, authority=authority, name=name, display=display, password=PASSWORD
        )

    def read(self, path: str, account: str | None = None) -> Any:
        """Answer of the interface under ``/api/v1`` as an account reads it, else as 研判 of all."""
        token = self.security.sessions.open(account or self.account(Role.ANALYSE), self.security.now)
        answer = httpx.get(f"{self.url}{PREFIX}{path}", cookies={COOKIE: token}, timeout=30)
        return answer.raise_for_status().json()

    def sign_in(self, context: BrowserContext, account: str) -> str:
        """Give a browser the cookie of a new session of an account; the token."""
        token = self.security.sessions.open(account, self.security.now)
        context.add_cookies([{"name": COOKIE, "value": token, "url": self.url}])
        return token


def make_home(folder: Path, firms: int = FIRMS, months: int = 3) -> Workplace:
    """Home of a demo, its first accounts made at the moment at which stories begin."""
    words = ["--home", str(folder), "demo", "--firms", str(firms), "--months", str(months)]
    clock = Clock()
    kept: dict[Any, Callable[[], object]] = {
        open_security: clock,
        Audit.__init__: lambda: datetime.fromtimestamp(clock(), UTC),
    }
    with pytest.MonkeyPatch.context() as still:
        for made, told in kept.items():
            still.setitem(made.__kwdefaults__, "clock", told)
        done = CliRunner().invoke(cli, words)
    assert done.exit_code == 0, done.output
    return Workplace(folder)


@contextmanager
def served(place: Workplace, **settings: Any) -> Iterator[PageApp]:
    """Serve a home in a thread until the end of the block."""
    with listen("127.0.0.1", 0) as bound, served_at(bound, place, **settings) as app:
        yield app


def address_of(bound: Any) -> str:
    """Address of a socket that listens on loopback."""
    return f"http://127.0.0.1:{bound.getsockname()[1]}"


@contextmanager
def served_at(bound: Any, place: Workplace, **settings: Any) -> Iterator[PageApp]:
    """Serve a home on a socket until the end of the block; in the end its audit is whole."""
    clock = Clock()
    app = app_of(place, clock=clock, **settings)
    with running(app, bound):
        yield PageApp(url=address_of(bound), app=app, place=place, clock=clock)
    report = verify(place.audit)
    assert report.whole, report


@contextmanager
def running(app: FastAPI, bound: Any) -> Iterator[None]:
    """Run an application on a socket in a thread."""
    config = uvicorn.Config(app, access_log=False, log_config=None, server_header=False, lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(timeout=20)


@dataclass
class Guard:
    """Watches pages: errors on the console, errors of scripts, requests to another origin."""

    origin: str
    seen: list[str] = field(default_factory=list)
    expected: list[re.Pattern[str]] = field(default_factory=list)

    def expect(self, pattern: str) -> None:
        """Say that a console error of this pattern belongs to the story, such as ``status of 423``."""
        self.expected.append(re.compile(pattern))

    def watch(self, page: Page) -> None:
        """Watch one page."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.seen.append(f"script: {error}"))
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        where = message.location.get("url", "")
        self.seen.append(f"{message.type}: {message.text} ({where})")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("data", "blob") or f"{parts.scheme}://{parts.netloc}" == self.origin:
            return
        self.seen.append(f"foreign request: {request.url}")

    @property
    def unexpected(self) -> list[str]:
        """What was seen and belongs to no story."""
        return [one for one in self.seen if not any(found.search(one) for found in self.expected)]


def violations(page: Page) -> list[str]:
    """Violations of WCAG 2.1 A and AA that axe finds on a page, one line each."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        """async () => {
          const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"];
          const done = await axe.run(document, { runOnly: { type: "tag", values: tags } });
          return done.violations.map((one) => ({
            id: one.id, nodes: one.nodes.map((node) => node.target.join(" ") + " " + node.failureSummary),
          }));
        }"""
    )
    return [f"{one['id']}: {json.dumps(one['nodes'], ensure_ascii=False)[:600]}" for one in found]


def picture(page: Page, name: str, *, full: bool = False) -> None:
    """Write a picture for the guides; only under UPDATE_IMAGES=1."""
    if os.environ.get("UPDATE_IMAGES") != "1":
        return
    IMAGES.mkdir(parents=True, exist_ok=True)
    page.mouse.move(0, 0)
    page.screenshot(path=IMAGES / f"{name}.png", full_page=full, animations="disabled")
