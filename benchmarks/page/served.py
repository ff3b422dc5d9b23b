"""The built page without a server: its files and made-up answers, handed to the browser one by one."""

from __future__ import annotations

import json
import mimetypes
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page, Route

ORIGIN = "http://page.test"
_SESSION = {
    "account": "bench",
    "display": "bench",
    "roles": ["analyse"],
    "rights": ["read", "analyse"],
    "authority": None,
    "whole_area": True,
    "must_change_password": False,
    "csrf": "x",
    "idle_minutes": 30,
    "expires_in_minutes": 480,
}


class Served:
    """Answers every request of a page; ``answered`` is when the network left, by this machine's clock.

    Parameters
    ----------
    folder : Path
        The build of the page.
    ego : mapping
        Answer of ``readEgo``.
    """

    def __init__(self, folder: Path, ego: dict[str, Any]) -> None:
        self.folder = folder
        self.ego = json.dumps(ego, ensure_ascii=False)
        self.answered: float | None = None

    def into(self, page: Page) -> None:
        """Stand between a page and the network."""
        page.route("**/*", self._answer)

    def _answer(self, route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path.endswith("/ego"):
            route.fulfill(body=self.ego, content_type="application/json")
            self.answered = time.perf_counter()
        elif path == "/api/v1/session/ways":
            route.fulfill(json={"signed_in": True, "single_sign_on": False})
        elif path == "/api/v1/session":
            route.fulfill(json=_SESSION)
        elif path == "/api/v1/months":
            route.fulfill(json={"items": []})
        elif path.startswith("/api/"):
            route.fulfill(status=404, json={"code": "not_found", "detail": "made up"})
        else:
            found = self.folder / path.lstrip("/")
            file = found if found.is_file() else self.folder / "index.html"
            kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            route.fulfill(body=file.read_bytes(), content_type=kind)
