"""Who is let through to a route: found from the cookie or the key, checked against the route's row."""

from __future__ import annotations

from dataclasses import dataclass

from api.security.core import Security
from api.security.errors import CsrfError, ForbiddenError, PasswordExpiredError, SignInRequiredError
from api.security.permissions import Open, Permission
from api.security.sessions import is_csrf
from api.security.viewer import NOBODY, Viewer

SAFE_METHODS = frozenset(("GET", "HEAD", "OPTIONS"))
_OWN_PAGE = frozenset(("", "same-origin", "none"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a request shows of itself.

    Parameters
    ----------
    method : str
    address : str
        Address of the other end; counted together before anybody is signed in.
    token, bearer, csrf : str
        Session cookie, API key and CSRF header; empty where there is none.
    site : str
        Header Sec-Fetch-Site of a browser.
    """

    method: str
    address: str
    token: str = ""
    bearer: str = ""
    csrf: str = ""
    site: str = ""


def admit(security: Security, permission: Permission, shown: Shown) -> Viewer:
    """Viewer of a request that may go on to a route.

    Raises
    ------
    SignInRequiredError
        If nobody is signed in, or the session or the key has ended.
    CsrfError
        If a change does not carry the token of its session, or comes from a page of another site.
    PasswordExpiredError
        If the password must be changed first.
    ForbiddenError
        If the account lacks the right, or the key the scope; its value ``viewer`` says who.
    RateLimitedError
        If the caller used up its requests.
    """
    changes = shown.method not in SAFE_METHODS
    if changes and shown.site not in _OWN_PAGE:
        raise CsrfError("expected a request of this service's own page, got one of another site")
    if permission.right is Open.ANYONE:
        return NOBODY
    viewer = (
        _by_key(security, permission, shown) if shown.bearer else _by_session(security, permission, shown)
    )
    security.requests.take(viewer.account, security.clock())
    if not permission.permits(viewer.rights):
        raise ForbiddenError(
            f"expected an account with the right {permission.wanted}, got one without it", viewer=viewer
        )
    return viewer


def _by_key(security: Security, permission: Permission, shown: Shown) -> Viewer:
    found = security.keys.find(shown.bearer, security.now)
    if found is None:
        security.sign_ins.take(shown.address, security.clock())
        raise SignInRequiredError("expected a valid API key, got none that is known and in force")
    key, account = found
    viewer = security.viewer(account, "key", key.scopes)
    if permission.key_scope is None:
        raise ForbiddenError("this path is for persons who sign in; API keys do not open it", viewer=viewer)
    if permission.key_scope not in key.scopes:
        raise ForbiddenError(
            f"expected an API key with the scope {permission.key_scope}, got one without it", viewer=viewer
        )
    return viewer


def _by_session(security: Security, permission: Permission, shown: Shown) -> Viewer:
    session = security.sessions.find(shown.token, security.now) if shown.token else None
    if session is None:
        raise SignInRequiredError("sign in first: there is no session, or it has ended")
    if shown.method not in SAFE_METHODS and not is_csrf(shown.token, shown.csrf):
        raise CsrfError("expected the header X-CSRF-Token with the token of this session; read the session")
    if not permission.expired and security.password_expired(session.account):
        raise PasswordExpiredError("the password has to be changed before anything else")
    return security.viewer(session.account, "session")
