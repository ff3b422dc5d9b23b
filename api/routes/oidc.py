"""Routes of the single sign-on: to the issuer and back."""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import RedirectResponse

from api.dependencies import SecurityDep
from api.routes.base import PREFIX, new_router
from api.routes.session import set_cookie
from api.security.audit import AuditDep
from api.security.errors import AccessError
from api.security.oidc import IssuerError
from api.security.permitted import shown
from api.security.sign_in import sign_in_by_subject
from graph.errors import NotFoundError

router = new_router("session")

_COOKIE = "guanlian_single_sign_on"
_PATH = f"{PREFIX}/session/oidc"
_MOST_S = 600
_LONGEST = 4_096

Given = Annotated[str | None, Query(max_length=_LONGEST, description="As the issuer gives it")]


@router.get(
    "/session/oidc",
    summary="Sign in by the single sign-on",
    operation_id="startSingleSignOn",
    status_code=303,
)
def start(request: Request, security: SecurityDep) -> RedirectResponse:
    """Send the browser to the issuer of the site."""
    if security.single_sign_on is None:
        raise NotFoundError("single sign-on: expected an issuer in the settings, got none; use a password")
    # Each asks the issuer, and takes the place of another that waits: they count like sign-ins.
    security.sign_ins.take(shown(request).address, security.clock())
    url, state = security.single_sign_on.begin()
    response = RedirectResponse(url, status_code=303)
    # The issuer sends the browser back from another site: unlike the session's, this cookie comes along.
    response.set_cookie(
        _COOKIE,
        state,
        max_age=_MOST_S,
        path=_PATH,
        secure=security.settings.https,
        httponly=True,
        samesite="lax",
    )
    return response


@router.get(
    "/session/oidc/callback",
    summary="Come back from the single sign-on",
    operation_id="finishSingleSignOn",
    status_code=303,
)
def finish(
    request: Request,
    security: SecurityDep,
    audit: AuditDep,
    state: Given = None,
    code: Given = None,
    error: Given = None,
    error_description: Given = None,
    iss: Given = None,
    session_state: Given = None,
) -> RedirectResponse:
    """Open a session for whom the issuer vouches for, in the browser that asked; else back to sign-in."""
    if security.single_sign_on is None:
        raise NotFoundError("single sign-on: expected an issuer in the settings, got none; use a password")
    started = request.cookies.get(_COOKIE, "")
    seen = shown(request)
    problem = "sign_in_refused"
    if state and code and hmac.compare_digest(started.encode(), state.encode()):
        try:
            subject = security.single_sign_on.finish(state, code)
            token = sign_in_by_subject(security, audit, subject, address=seen.address, replaces=seen.token)
        except (AccessError, IssuerError) as refused:
            problem = refused.code
        else:
            response = RedirectResponse("/", status_code=303)
            set_cookie(security, response, token)
            response.delete_cookie(_COOKIE, path=_PATH)
            return response
    return RedirectResponse(f"/login?problem={problem}", status_code=303)
