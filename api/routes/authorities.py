"""Route of the tree of supervising authorities."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from api.dependencies import ViewerDep
from api.routes.base import new_router
from api.security.audit import AuditDep
from api.security.authority_book import AuthorityBook

router = new_router("authorities")


class AuthorityView(BaseModel):
    """One authority as it is today."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    name: str
    parent: str | None
    region: str | None
    in_scope: bool = Field(description="Whether its enterprises are in the reader's area")


class AuthorityList(BaseModel):
    """Authorities of today, in the order of the loaded table; no rows before one was loaded."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    items: tuple[AuthorityView, ...]


@router.get("/authorities", summary="The tree of supervising authorities", operation_id="listAuthorities")
def list_authorities(audit: AuditDep, viewer: ViewerDep) -> AuthorityList:
    """Codes, names and what is above what."""
    tree = AuthorityBook(audit.engine, clock=audit.clock).tree()
    return AuthorityList(
        items=tuple(
            AuthorityView(
                code=row.code,
                name=row.name,
                parent=row.parent,
                region=row.region,
                in_scope=viewer.sees(row.code),
            )
            for row in tree.in_force.values()
        )
    )
