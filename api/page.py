"""The page: files built from ``web/`` into ``api/page/``, served beside the interface.

Everything outside ``/api`` that is read with GET or HEAD is the page: a file of the build, or
``index.html``, whose routes the browser knows. Names under ``/assets`` hold a hash of the
content and never change, so they are kept for a year; a missing one is 404 and never the index
(a page of an older version must not read HTML for a script). Every index carries its own nonce,
and the policy that goes with it lets nothing in from another origin.
"""

from __future__ import annotations

import gzip
import hashlib
import secrets
from dataclasses import dataclass
from pathlib import Path

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api.etags import matches
from api.problems import problem, problem_response

BUILT = Path(__file__).parent / "page"
"""Where the build of ``web/`` is, in a checkout and in the wheel."""

INTERFACE = "/api"
NONCE_MARK = b"GUANLIAN_NONCE"
FOREVER = "public, max-age=31536000, immutable"

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".md": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
}
_SMALLEST_GZIP = 1_024


def policy(nonce: str) -> str:
    """Content security policy of the page: own files only, styles with the nonce."""
    return (
        "default-src 'none'; script-src 'self'; "
        f"style-src 'self' 'nonce-{nonce}'; "
        "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; "
        "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


@dataclass(frozen=True, slots=True)
class PageRoute:
    """What the access log names instead of a route of the interface."""

    path: str = "page"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFile:
    """One built file, with its compressed form where that is shorter."""

    body: bytes
    packed: bytes | None
    kind: str
    tag: str

    @classmethod
    def read(cls, path: Path) -> PageFile:
        """Read a file; its tag is the hash of its bytes."""
        body = path.read_bytes()
        packed = gzip.compress(body, 6, mtime=0) if len(body) >= _SMALLEST_GZIP else None
        return cls(
            body=body,
            packed=packed if packed is not None and len(packed) < len(body) else None,
            kind=_TYPES[path.suffix],
            tag=f'"{hashlib.sha256(body).hexdigest()[:32]}"',
        )


class Page:
    """ASGI layer that answers with the page what is not asked of the interface.

    Parameters
    ----------
    app : ASGI application
        The interface; it answers everything under ``/api``, and everything where no page is built.
    folder : Path
        Build of ``web/``; it may be missing.
    """

    def __init__(self, app: ASGIApp, *, folder: Path = BUILT) -> None:
        self.app = app
        self._paths = {
            f"/{path.relative_to(folder).as_posix()}": path
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.suffix in _TYPES
        }
        self._read: dict[str, PageFile] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; other methods and paths under ``/api`` pass through."""
        if (
            scope["type"] != "http"
            or scope["method"] not in ("GET", "HEAD")
            or _under(scope["path"], INTERFACE)
            or "/index.html" not in self._paths
        ):
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        scope["route"] = PageRoute()
        if path in self._paths and path != "/index.html":
            await self._file(scope, path, send)
        elif _under(path, "/assets"):
            request_id = scope.get("state", {}).get("request_id")
            body = problem(404, "not_found", "no such file of the page; load the page again", request_id)
            await problem_response(body)(scope, receive, send)
        else:
            await self._index(scope, send)

    async def _index(self, scope: Scope, send: Send) -> None:
        nonce = secrets.token_urlsafe(18)
        body = self._held("/index.html").body.replace(NONCE_MARK, nonce.encode())
        headers = {
            "content-type": _TYPES[".html"],
            "content-security-policy": policy(nonce),
            "cache-control": "no-cache",
        }
        await _answer(scope, send, 200, headers, body)

    async def _file(self, scope: Scope, path: str, send: Send) -> None:
        held = self._held(path)
        asked = Headers(scope=scope)
        headers = {
            "content-type": held.kind,
            "cache-control": FOREVER if _under(path, "/assets") else "no-cache",
            "etag": held.tag,
            "vary": "Accept-Encoding",
        }
        if matches(asked.get("if-none-match", ""), held.tag):
            await _answer(scope, send, 304, headers, b"")
        elif held.packed is not None and "gzip" in asked.get("accept-encoding", ""):
            headers["content-encoding"] = "gzip"
            await _answer(scope, send, 200, headers, held.packed)
        else:
            await _answer(scope, send, 200, headers, held.body)

    def _held(self, path: str) -> PageFile:
        if path not in self._read:
            self._read[path] = PageFile.read(self._paths[path])
        return self._read[path]


def _under(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder + "/")


async def _answer(scope: Scope, send: Send, status: int, headers: dict[str, str], body: bytes) -> None:
    if status != 304:
        headers["content-length"] = str(len(body))
    pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": pairs})
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
