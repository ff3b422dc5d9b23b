"""A small issuer of OpenID Connect on loopback: it signs what a test tells it to."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey

from tests.signed_in import NOW

CLIENT = "guanlian"


@dataclass
class Issuer:
    """What the issuer says, and what it was asked.

    ``claims`` replace those of a good token, None leaves one out; ``key`` signs instead of its own.
    """

    address: str
    own: ECKey
    claims: dict[str, Any] = field(default_factory=dict)
    key: ECKey | OctKey | None = None
    name: str | None = None
    asked: list[dict[str, str]] = field(default_factory=list)
    challenge: str = ""
    nonce: str = ""

    def go(self, url: str) -> tuple[str, str]:
        """What the browser brings back from the page of the issuer: state and code."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        self.challenge, self.nonce = asked["code_challenge"], asked["nonce"]
        return asked["state"], "code-1"

    def answer(self, path: str, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """Answer to one request."""
        if path == "/.well-known/openid-configuration":
            named = {name: f"{self.address}/{name}" for name in ("authorization_endpoint", "token_endpoint")}
            return 200, {"issuer": self.name or self.address, "jwks_uri": f"{self.address}/jwks", **named}
        if path == "/jwks":
            return 200, dict(KeySet([self.own]).as_dict(private=False))
        self.asked.append(form)
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != self.challenge:
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "a", "token_type": "Bearer", "id_token": self._token()}

    def _token(self) -> str:
        good = {
            "iss": self.address,
            "sub": "p-1",
            "aud": CLIENT,
            "iat": NOW,
            "exp": NOW + 300,
            "nonce": self.nonce,
        }
        claims = {name: value for name, value in {**good, **self.claims}.items() if value is not None}
        key = self.key or self.own
        shared = isinstance(key, OctKey)
        header = {"alg": "HS256" if shared else "ES256", "kid": self.own.kid}
        return jwt.encode(header, claims, key)


@contextmanager
def issuer_for_tests() -> Iterator[Issuer]:
    """Serve an issuer until the end of the block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    address = f"http://127.0.0.1:{server.server_address[1]}"
    issuer = Issuer(address=address, own=ECKey.generate_key("P-256", parameters={"kid": "k1"}))
    server.issuer = issuer  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        issuer: Issuer = self.server.issuer  # type: ignore[attr-defined]
        parts = urlsplit(self.path)
        if parts.path != "/authorization_endpoint":
            return self._answer({})
        # Somebody whom the issuer knows already: the browser is sent back at once.
        state, code = issuer.go(self.path)
        back = parse_qs(parts.query)["redirect_uri"][0]
        self.send_response(302)
        self.send_header("Location", f"{back}?{urlencode({'state': state, 'code': code})}")
        self.end_headers()
        return None

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._answer({name: values[0] for name, values in parse_qs(body).items()})

    def _answer(self, form: dict[str, str]) -> None:
        status, said = self.server.issuer.answer(self.path, form)  # type: ignore[attr-defined]
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *said: Any) -> None:
        """Say nothing."""
