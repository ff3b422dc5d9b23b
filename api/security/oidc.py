"""Single sign-on of the site: OpenID Connect, code flow with PKCE, one issuer.

The issuer says who somebody is; what he may is decided here, by the account that has his subject.
Nobody gets an account by signing in. References: OpenID Connect Core 1.0, RFC 7636, RFC 9700.
"""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx
from authlib.common.urls import add_params_to_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from api.security.errors import SignInRefusedError
from graph.errors import SettingsError, StoreError

if TYPE_CHECKING:
    from graph.settings import OidcSettings

_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""Signatures by a key pair; one shared secret signs nothing."""
_WAIT_S = 600
_MOST_WAITING = 1_000
_LEEWAY_S = 60
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_REFUSED = "the single sign-on did not say who this is, or nobody here has that name; sign in again"


class IssuerError(StoreError):
    """The single sign-on of the site does not answer as it should."""

    code = "issuer_failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A sign-in that is at the issuer: what its answer must fit."""

    nonce: str
    verifier: str
    until: float


class SingleSignOn:
    """Conversation with one issuer; sign-ins on their way are kept in the memory of this process.

    Parameters
    ----------
    settings : OidcSettings
        With an issuer.
    clock : callable
        Seconds since 1970, UTC.

    Raises
    ------
    SettingsError
        If the issuer is not reached by https, other than on this machine.
    """

    def __init__(self, settings: OidcSettings, clock: Callable[[], float]) -> None:
        self._settings = settings
        self._clock = clock
        self._waiting: OrderedDict[str, Waiting] = OrderedDict()
        self._turn = threading.Lock()
        self._issuer = _safe(settings.issuer or "", "GUANLIAN_SECURITY__OIDC__ISSUER")

    def begin(self) -> tuple[str, str]:
        """Address to send the browser to, and the state that comes back with it."""
        known = self._discovered()
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        with self._turn:
            self._waiting[state] = Waiting(nonce=nonce, verifier=verifier, until=self._clock() + _WAIT_S)
            while len(self._waiting) > _MOST_WAITING:
                self._waiting.popitem(last=False)
        asked = {
            "response_type": "code",
            "scope": "openid",
            "client_id": self._settings.client_id,
            "redirect_uri": self._settings.redirect_url,
            "state": state,
            "nonce": nonce,
            "code_challenge": create_s256_code_challenge(verifier),
            "code_challenge_method": "S256",
        }
        url: str = add_params_to_uri(known["authorization_endpoint"], list(asked.items()))
        return url, state

    def finish(self, state: str, code: str) -> str:
        """Subject that the issuer vouches for; a state works once.

        Raises
        ------
        SignInRefusedError
            If the state is unknown, used or too old, or the issuer's token is not for this sign-in.
        IssuerError
            If the issuer does not answer.
        """
        with self._turn:
            waiting = self._waiting.pop(state, None)
        if waiting is None or waiting.until < self._clock():
            raise SignInRefusedError(_REFUSED)
        known = self._discovered()
        given = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._settings.redirect_url,
            "client_id": self._settings.client_id,
            "code_verifier": waiting.verifier,
        }
        secret = self._settings.secret()
        if secret:
            given["client_secret"] = secret
        token = self._asked("POST", known["token_endpoint"], given).get("id_token", "")
        keys = self._asked("GET", known["jwks_uri"])
        subject = self._claims(str(token), keys, waiting.nonce).get(self._settings.claim)
        if not isinstance(subject, str) or not subject:
            raise SignInRefusedError(_REFUSED)
        return subject

    def _claims(self, token: str, keys: Mapping[str, Any], nonce: str) -> Mapping[str, Any]:
        """Claims of an identity token: signed by the issuer, for us, for this sign-in, now."""
        try:
            read = jwt.decode(token, KeySet.import_key_set(keys), algorithms=_ALGORITHMS)  # type: ignore[arg-type]
            claims = CodeIDToken(
                read.claims,
                read.header,
                options={
                    "iss": {"essential": True, "value": self._issuer},
                    "aud": {"essential": True, "value": self._settings.client_id},
                },
                params={"nonce": nonce, "client_id": self._settings.client_id},
            )
            claims.validate(now=int(self._clock()), leeway=_LEEWAY_S)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise SignInRefusedError(_REFUSED) from error
        return dict(claims)

    def _discovered(self) -> Mapping[str, str]:
        """What the issuer says of itself (OpenID Connect Discovery 1.0)."""
        found = self._asked("GET", self._issuer.rstrip("/") + "/.well-known/openid-configuration")
        if found.get("issuer") != self._issuer:
            raise IssuerError("single sign-on: expected an issuer that names itself as set, got another")
        names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        return {name: _safe(str(found.get(name, "")), name) for name in names}

    def _asked(self, method: str, url: str, form: Mapping[str, str] | None = None) -> dict[str, Any]:
        try:
            with httpx.Client(timeout=self._settings.timeout_s, trust_env=False) as client:
                answer = client.request(method, url, data=form, headers={"Accept": "application/json"})
        except httpx.HTTPError as error:
            raise IssuerError("single sign-on: the issuer does not answer; sign in by password") from error
        if answer.status_code in (400, 401):
            raise SignInRefusedError(_REFUSED)
        try:
            found = answer.raise_for_status().json()
        except (httpx.HTTPError, ValueError) as error:
            raise IssuerError("single sign-on: expected an answer in JSON, got another") from error
        return found if isinstance(found, dict) else {}


def _safe(url: str, what: str) -> str:
    """An address by https, or on this machine."""
    parts = urlsplit(url)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        return url
    raise SettingsError(f"single sign-on: expected an https address as {what}, got another; correct it")
