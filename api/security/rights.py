"""Roles and the rights they give; which roles no one account may hold together (三员分立)."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from functools import cache

from pydantic import BaseModel, ConfigDict, Field, model_validator

from graph.errors import InputError
from graph.packaged import packaged


class Role(StrEnum):
    """What an account is: three who work on cases, three who look after the system."""

    QUERY = "query"
    ANALYSE = "analyse"
    APPROVE = "approve"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDIT_ADMIN = "audit_admin"


class Right(StrEnum):
    """What a route asks for."""

    READ = "read"
    ANALYSE = "analyse"
    APPROVE = "approve"
    SYSTEM = "system"
    SECURITY = "security"
    AUDIT = "audit"


class RoleEntry(BaseModel):
    """A role: its names, what it may, and with whom it must not be one person."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label_zh: str
    label_en: str
    meaning: str
    source: str
    rights: frozenset[Right] = Field(min_length=1)
    apart_from: frozenset[Role]


class RoleTable(BaseModel):
    """All roles; apartness holds both ways."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    roles: dict[Role, RoleEntry]

    @model_validator(mode="after")
    def _whole(self) -> RoleTable:
        if set(self.roles) != set(Role):
            raise ValueError(f"roles: expected {sorted(Role)}, got {sorted(self.roles)}")
        for role, entry in self.roles.items():
            for other in entry.apart_from:
                if role not in self.roles[other].apart_from:
                    raise ValueError(f"roles: {role} is apart from {other}, but {other} not from {role}")
        return self


@cache
def role_table() -> RoleTable:
    """Roles as shipped in ``roles.yaml``."""
    return packaged(RoleTable, "api.security", "roles.yaml")


def rights_of(roles: Iterable[Role]) -> frozenset[Right]:
    """Rights of an account that holds these roles."""
    table = role_table().roles
    return frozenset(right for role in roles for right in table[role].rights)


def check_together(roles: Iterable[Role]) -> None:
    """Refuse roles that one account may not hold together.

    Raises
    ------
    InputError
        If there is no role, or two of them are kept apart.
    """
    held = sorted(set(roles))
    if not held:
        raise InputError(f"roles: expected at least one of {', '.join(Role)}, got none")
    table = role_table().roles
    for role in held:
        for other in held:
            if other in table[role].apart_from:
                raise InputError(
                    f"roles: {role} and {other} are kept apart, expected one of them; "
                    "give the other to another account"
                )


def administrators() -> frozenset[Role]:
    """Roles that work on no cases: what is read is kept apart from them."""
    table = role_table().roles
    return frozenset(role for role, entry in table.items() if Role.QUERY in entry.apart_from)
