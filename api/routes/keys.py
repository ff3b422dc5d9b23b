"""Routes of keys for other systems: granted by an administrator, claimed by the holder of the account."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path

from api.dependencies import SecurityDep, ViewerDep
from api.routes.base import new_router
from api.security import granting
from api.security.account_types import KeyList, KeyView, MadeKey, NewKey
from api.security.audit import AuditDep

router = new_router("keys")

KeyId = Annotated[str, Path(min_length=1, max_length=64, description="Id of a key")]


@router.get("/keys", summary="All keys", operation_id="listKeys")
def list_keys(security: SecurityDep) -> KeyList:
    """Every key without its secret, the newest first; revoked and expired ones too."""
    return granting.key_list(security)


@router.post("/keys", summary="Grant a key", operation_id="grantKey", status_code=201)
def grant_key(body: NewKey, security: SecurityDep, viewer: ViewerDep, audit: AuditDep) -> KeyView:
    """Let an account have a key with scopes and an expiry; it opens nothing until the holder claims it."""
    return granting.grant_key(security, audit, viewer, body)


@router.delete("/keys/{key_id}", summary="Revoke a key", operation_id="revokeKey")
def revoke_key(key_id: KeyId, security: SecurityDep, viewer: ViewerDep, audit: AuditDep) -> KeyView:
    """End a key before it expires."""
    return granting.revoke_key(security, audit, viewer, key_id)


@router.get("/session/keys", summary="Keys of the own account", operation_id="listOwnKeys")
def list_own_keys(security: SecurityDep, viewer: ViewerDep) -> KeyList:
    """Keys granted to the caller's account, the newest first."""
    return granting.key_list(security, viewer.account)


@router.post("/session/keys/{key_id}/text", summary="Claim an own key", operation_id="claimKey")
def claim_key(key_id: KeyId, security: SecurityDep, viewer: ViewerDep, audit: AuditDep) -> MadeKey:
    """Make the text of a granted key; it is shown once and to nobody else."""
    return granting.claim_key(security, audit, viewer, key_id)


@router.delete("/session/keys/{key_id}", summary="End an own key", operation_id="endOwnKey")
def end_own_key(key_id: KeyId, security: SecurityDep, viewer: ViewerDep, audit: AuditDep) -> KeyView:
    """End a key of the caller's account, such as one that somebody else may have seen."""
    return granting.end_own_key(security, audit, viewer, key_id)
