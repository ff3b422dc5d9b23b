"""Route of the names that stand beside codes."""

from __future__ import annotations

from api.code_names import CodeNames, code_names
from api.routes.base import new_router
from api.security.audit import AuditDep
from api.security.authority_book import AuthorityBook

router = new_router("names")


@router.get(
    "/names", summary="Names of authorities, regions and industries by code", operation_id="readCodeNames"
)
def read_code_names(audit: AuditDep) -> CodeNames:
    """Everything a table needs that shows codes; a few thousand rows at most, the same for every reader."""
    return code_names(AuthorityBook(audit.engine, clock=audit.clock).tree().in_force.values())
