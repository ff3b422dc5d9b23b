"""Routes of keys for other systems."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path

from api.dependencies import SecurityDep, ViewerDep
from api.routes.base import new_router
from api.security import administration
from api.security.account_types import KeyList, KeyView, MadeKey, NewKey
from api.security.audit import AuditDep

router = new_router("keys")

KeyId = Annotated[str, Path(min_length=1, max_length=64, description="Id of a key")]


@router.get("/keys", summary="All keys", operation_id="listKeys")
def list_keys(security: SecurityDep) -> KeyList:
    """Every key without its secret, the newest first; revoked and expired ones too."""
    items = tuple(administration.key_view(security, one) for one in security.keys.all())
    return KeyList(items=items, total=len(items))


@router.post("/keys", summary="Make a key", operation_id="addKey", status_code=201)
def add_key(body: NewKey, security: SecurityDep, viewer: ViewerDep, audit: AuditDep) -> MadeKey:
    """Make a key of an account with scopes and an expiry; its text is shown once."""
    return administration.add_key(security, audit, viewer, body)


@router.delete("/keys/{key_id}", summary="Revoke a key", operation_id="revokeKey")
def revoke_key(key_id: KeyId, security: SecurityDep, viewer: ViewerDep, audit: AuditDep) -> KeyView:
    """End a key before it expires."""
    return administration.revoke_key(security, audit, viewer, key_id)
