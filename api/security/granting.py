"""Keys of other systems take two hands: an administrator grants one, the holder makes its text.

A grant opens nothing. The text is made in a session of the account itself, shown there once and
known to nobody else, so who gives rights cannot read under the name of somebody who has them.
"""

from __future__ import annotations

from api.security.account_types import KeyList, KeyState, KeyView, MadeKey, NewKey, moment
from api.security.audit import Audit
from api.security.core import Security
from api.security.keys import Key
from api.security.rights import administrators
from api.security.viewer import Viewer
from graph.errors import InputError

_DAY_S = 86_400


def key_view(security: Security, key: Key) -> KeyView:
    """A key without its secret."""
    return KeyView(
        key_id=key.key_id,
        account=key.account,
        label=key.label,
        scopes=tuple(sorted(key.scopes)),
        created_on=moment(key.created_at),
        created_by=key.created_by,
        expires_on=moment(key.expires_at),
        claim_until=None if key.claim_until is None else moment(key.claim_until),
        claimed_on=None if key.claimed_at is None else moment(key.claimed_at),
        revoked_on=None if key.revoked_at is None else moment(key.revoked_at),
        used_on=None if key.used_at is None else moment(key.used_at),
        state=_state(key, security.now),
    )


def key_list(security: Security, account: str | None = None) -> KeyList:
    """Every key, or those of an account, the newest first."""
    items = tuple(key_view(security, one) for one in security.keys.all(account))
    return KeyList(items=items, total=len(items))


def grant_key(security: Security, audit: Audit, viewer: Viewer, body: NewKey) -> KeyView:
    """Let an account that works on cases have a key; its holder makes the text.

    Raises
    ------
    InputError
        If the account is closed, or an administrator's: other systems do not administer.
    NotFoundError
        If there is no such account.
    """
    account = security.accounts.get(body.account)
    if account.disabled or administrators() & account.roles:
        raise InputError("key: expected an open account that works on cases, got another; name such a one")
    key = security.keys.grant(
        body.account,
        label=body.label,
        scopes=body.scopes,
        expires_at=security.now + _DAY_S * body.days,
        claim_until=security.now + _DAY_S * security.settings.key_claim_days,
        now=security.now,
        by=viewer.account,
    )
    told = {"scopes": ",".join(sorted(body.scopes)), "days": str(body.days), "account": body.account}
    audit.record(viewer, "key.granted", subject=key.key_id, details=told)
    return key_view(security, key)


def claim_key(security: Security, audit: Audit, viewer: Viewer, key_id: str) -> MadeKey:
    """Make the text of a key granted to the viewer's own account, once.

    Raises
    ------
    NotFoundError
        If the own account has no such key.
    InputError
        If its text was made, or the time for that is over.
    """
    # Recorded first: where that fails, nobody holds a text that the audit does not know.
    security.keys.waiting(key_id, viewer.account, security.now)
    audit.record(viewer, "key.claimed", subject=key_id)
    key, text = security.keys.claim(key_id, viewer.account, security.now)
    return MadeKey(key=key_view(security, key), text=text)


def revoke_key(security: Security, audit: Audit, viewer: Viewer, key_id: str) -> KeyView:
    """End a key before it expires."""
    key = security.keys.revoke(key_id, security.now)
    audit.record(viewer, "key.revoked", subject=key_id)
    return key_view(security, key)


def end_own_key(security: Security, audit: Audit, viewer: Viewer, key_id: str) -> KeyView:
    """End a key of the viewer's own account.

    Raises
    ------
    NotFoundError
        If the own account has no such key.
    """
    security.keys.of_account(key_id, viewer.account)
    return revoke_key(security, audit, viewer, key_id)


def _state(key: Key, now: int) -> KeyState:
    if key.revoked_at is not None:
        return KeyState.REVOKED
    if key.in_force(now):
        return KeyState.IN_FORCE
    if key.awaits_holder(now):
        return KeyState.AWAITS_HOLDER
    return KeyState.LAPSED if key.claimed_at is None else KeyState.EXPIRED
