"""Routes of the caller's own session: sign in, out, change the password, set up a second factor."""

from __future__ import annotations

from fastapi import Request, Response

from api.dependencies import SecurityDep, ViewerDep
from api.routes.base import new_router
from api.security import second_factor, sign_in
from api.security.account_types import (
    AreaView,
    CodeBody,
    PasswordBody,
    SessionAnswer,
    SignInBody,
    SignInWays,
    TotpAnswer,
    TotpBody,
)
from api.security.audit import AuditDep
from api.security.core import Security
from api.security.errors import SignInRequiredError
from api.security.permitted import shown
from api.security.rights import rights_of
from api.security.sessions import COOKIE, csrf_of
from api.security.sign_in import Credentials

router = new_router("session")


@router.get("/session/ways", summary="Ways to sign in", operation_id="readSignInWays")
def read_ways(request: Request, response: Response, security: SecurityDep) -> SignInWays:
    """Whether the site offers its single sign-on beside passwords, and whether this browser is signed in.

    A page asks this first: it is answered without an error where nobody is.
    """
    response.headers["Cache-Control"] = "no-store"
    token = shown(request).token
    return SignInWays(
        single_sign_on=security.settings.oidc.issuer is not None,
        signed_in=bool(token) and security.sessions.find(token, security.now) is not None,
    )


@router.post("/session", summary="Sign in", operation_id="openSession", status_code=201)
def open_session(
    request: Request, response: Response, body: SignInBody, security: SecurityDep, audit: AuditDep
) -> SessionAnswer:
    """Open a session: its cookie is set, the token for changes is in the answer."""
    given = Credentials(account=body.account, password=body.password.get_secret_value(), code=body.code)
    seen = shown(request)
    token = sign_in.sign_in(security, audit, given, address=seen.address, replaces=seen.token)
    set_cookie(security, response, token)
    return session_answer(security, token)


@router.get("/session", summary="Who is signed in", operation_id="readSession")
def read_session(request: Request, response: Response, security: SecurityDep) -> SessionAnswer:
    """The caller's session and account; never kept by a browser."""
    response.headers["Cache-Control"] = "no-store"
    return session_answer(security, shown(request).token)


@router.delete("/session", summary="Sign out", operation_id="closeSession", status_code=204)
def close_session(request: Request, security: SecurityDep, viewer: ViewerDep, audit: AuditDep) -> Response:
    """End the session; its cookie opens nothing any more, wherever it was copied to."""
    security.sessions.close(shown(request).token)
    audit.record(viewer, "session.closed")
    response = Response(status_code=204)
    response.delete_cookie(COOKIE, path="/", secure=security.settings.https, httponly=True, samesite="strict")
    return response


@router.post("/session/password", summary="Change the own password", operation_id="changePassword")
def change_password(
    response: Response, body: PasswordBody, security: SecurityDep, viewer: ViewerDep, audit: AuditDep
) -> SessionAnswer:
    """Set another password; every other session of the account ends, this one goes on with a new cookie."""
    given = Credentials(account=viewer.account, password=body.password.get_secret_value(), code=body.code)
    token = sign_in.change_password(security, audit, given, body.new_password.get_secret_value())
    set_cookie(security, response, token)
    return session_answer(security, token)


@router.post("/session/totp", summary="Set up a second factor", operation_id="startSecondFactor")
def start_totp(body: TotpBody, security: SecurityDep, viewer: ViewerDep, audit: AuditDep) -> TotpAnswer:
    """A new secret, shown once; it is in force when a code of it is confirmed."""
    given = Credentials(account=viewer.account, password=body.password.get_secret_value())
    return second_factor.start(security, audit, given)


@router.post("/session/totp/confirm", summary="Confirm a second factor", operation_id="confirmSecondFactor")
def confirm_totp(
    request: Request, body: CodeBody, security: SecurityDep, viewer: ViewerDep, audit: AuditDep
) -> SessionAnswer:
    """From now on sign-in asks for a code."""
    second_factor.confirm(security, audit, viewer, body.code)
    return session_answer(security, shown(request).token)


def set_cookie(security: Security, response: Response, token: str) -> None:
    """Give the browser the token of a session: out of reach of scripts, never sent from other sites."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=3_600 * security.settings.absolute_hours,
        path="/",
        secure=security.settings.https,
        httponly=True,
        samesite="strict",
    )


def session_answer(security: Security, token: str) -> SessionAnswer:
    """What the page is told of a session.

    Raises
    ------
    SignInRequiredError
        If it has just ended.
    """
    session = security.sessions.find(token, security.now)
    if session is None:
        raise SignInRequiredError("sign in first: there is no session, or it has ended")
    account, code = session.account, session.account.authority
    return SessionAnswer(
        account=account.account,
        display=account.display,
        roles=tuple(sorted(account.roles)),
        rights=tuple(sorted(rights_of(account.roles))),
        authority=None if code is None else AreaView(code=code, name=security.areas.name(code)),
        whole_area=account.whole_area,
        must_change_password=security.password_expired(account),
        second_factor=account.totp_confirmed,
        csrf=csrf_of(token),
        idle_minutes=security.settings.idle_minutes,
        expires_in_minutes=max(0, (security.sessions.ends_at(session) - security.now) // 60),
    )
