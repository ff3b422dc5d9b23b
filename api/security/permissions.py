"""The table of permissions: one row a route; ``create_app`` refuses a route without one."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from api.security.rights import Right
from graph.errors import CatalogueError
from graph.packaged import packaged


class Open(StrEnum):
    """Rights that are none: what a route asks of everybody alike."""

    ANYONE = "anyone"
    SIGNED_IN = "signed_in"


class KeyScope(StrEnum):
    """What an API key may be given."""

    READ = "read"
    LOOKUP = "lookup"
    FEED = "feed"
    EXPORT = "export"


class Permission(BaseModel):
    """What one route asks for.

    ``right`` is one right, or several of which one is enough.
    ``scope`` says what becomes of enterprises outside the viewer's area: cut to name, code, class
    and published decisions; refused with ``out_of_scope``; or none, where no enterprise is named.
    ``audit`` is the event a good answer leaves: for GET it is recorded centrally with the first
    value of the path as its subject, a route that changes something records it itself.
    ``key_scope`` is the scope of an API key that opens the route, none keeps keys out.
    ``expired`` says that an account whose password must change may still ask it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    right: Right | Open | tuple[Right, ...]
    scope: Literal["cut", "refused", "none"] = "none"
    audit: str | None = Field(default=None, pattern=r"^[a-z_]+\.[a-z_]+$")
    key_scope: KeyScope | None = None
    expired: bool = False

    @property
    def rights(self) -> frozenset[Right]:
        """Rights of which one is needed; none for a route open to all who are signed in."""
        if isinstance(self.right, Open):
            return frozenset()
        return frozenset(self.right if isinstance(self.right, tuple) else (self.right,))

    @property
    def wanted(self) -> str:
        """The rights in words."""
        return " or ".join(sorted(self.rights))

    def permits(self, rights: frozenset[Right]) -> bool:
        """Whether an account with these rights may ask the route."""
        return not self.rights or bool(self.rights & rights)


class Permissions(BaseModel):
    """Rows by operation id."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    routes: dict[str, Permission]

    def of(self, operation_id: str) -> Permission:
        """Row of a route.

        Raises
        ------
        CatalogueError
            If it has none; ``create_app`` has checked that.
        """
        try:
            return self.routes[operation_id]
        except KeyError:
            raise CatalogueError(
                f"permissions.yaml: expected a row {operation_id}, got none; add it"
            ) from None

    def check(self, operation_ids: Iterable[str]) -> None:
        """Compare with the routes of an application.

        Raises
        ------
        CatalogueError
            On a route without a row, a row without a route, or an operation id used twice.
        """
        found = list(operation_ids)
        twice = sorted({name for name in found if found.count(name) > 1})
        missing, spare = sorted(set(found) - set(self.routes)), sorted(set(self.routes) - set(found))
        for what, names in (
            ("used twice", twice),
            ("routes without a row", missing),
            ("rows without a route", spare),
        ):
            if names:
                raise CatalogueError(
                    f"api/security/permissions.yaml: expected one row a route, got {what}: {', '.join(names)}"
                )


@cache
def permissions() -> Permissions:
    """Permissions as shipped."""
    return packaged(Permissions, "api.security", "permissions.yaml")
