"""Accounts that exist before anybody signs in: the first administrators, and those of a demo.

There is no default account: every password is random, shown once on the terminal (first start)
or kept in a file that only its owner reads (demo, whose data are invented).
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, TypeAdapter

from api.security.account_types import NewAccount, OneTimePassword, RolesBody
from api.security.administration import add_account
from api.security.passwords import one_time_password
from api.security.rights import Role, role_table
from api.security.viewer import TERMINAL

if TYPE_CHECKING:
    from api.security.audit import Audit
    from api.security.core import Security

FIRST = {"system": Role.SYSTEM_ADMIN, "security": Role.SECURITY_ADMIN, "audit": Role.AUDIT_ADMIN}
"""Names of the first administrators; they are made only where there is no account at all."""
DEMO_FILE = "accounts.json"
DEMO_DISTRICT, DEMO_CITY = "SA000101", "SA0001"


class DemoAccount(BaseModel):
    """One account of a demo with its password."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    account: str
    password: str
    role: Role
    authority: str | None = None
    whole_area: bool = False

    def line(self) -> str:
        """The account on one line of a terminal."""
        area = "全省 whole area" if self.whole_area else self.authority or "-"
        role = role_table().roles[self.role].label_zh
        return f"{self.account:10} {self.password}  {role} {self.role} · {area}"


_KEPT = TypeAdapter(list[DemoAccount])


def first_administrators(security: Security, audit: Audit) -> list[OneTimePassword]:
    """Make the three administrators where there is no account; else nothing.

    Returns
    -------
    list of OneTimePassword
        To be shown on the terminal; they cannot be read again.
    """
    if security.accounts.all():
        return []
    return [
        add_account(
            security,
            audit,
            TERMINAL,
            NewAccount(account=name, display=role_table().roles[role].label_zh),
            rights=RolesBody(roles=(role,)),
        )
        for name, role in FIRST.items()
    ]


def demo_accounts(security: Security, audit: Audit, folder: Path) -> list[DemoAccount]:
    """Accounts of a demo, made where they are missing.

    Parameters
    ----------
    folder : Path
        ``home/demo``, where the passwords are kept (mode 0600).
    """
    path = folder / DEMO_FILE
    if path.exists():
        kept = _KEPT.validate_json(path.read_bytes())
    else:
        kept = [*_planned()]
        _write(path, json.dumps(_KEPT.dump_python(kept, mode="json"), indent=2))
    for one in kept:
        if security.accounts.find(one.account) is not None:
            continue
        security.accounts.add(
            one.account,
            display=f"{role_table().roles[one.role].label_zh}（演示）",
            password_hash=security.hashing.hash(one.password),
            now=security.now,
            created_by="demo",
            roles=(one.role,),
            authority=one.authority,
            whole_area=one.whole_area,
            must_change=False,
        )
        audit.record(TERMINAL, "account.added", subject=one.account, details={"roles": one.role})
    return kept


def kept_demo_accounts(folder: Path) -> list[DemoAccount]:
    """Accounts of a demo whose passwords are kept in this folder; none where it is no demo."""
    path = folder / DEMO_FILE
    return _KEPT.validate_json(path.read_bytes()) if path.exists() else []


def _planned() -> Iterator[DemoAccount]:
    yield DemoAccount(
        account="chaxun", password=one_time_password(), role=Role.QUERY, authority=DEMO_DISTRICT
    )
    yield DemoAccount(account="yanpan", password=one_time_password(), role=Role.ANALYSE, authority=DEMO_CITY)
    yield DemoAccount(account="shenhe", password=one_time_password(), role=Role.APPROVE, whole_area=True)
    for name, role in FIRST.items():
        yield DemoAccount(account=name, password=one_time_password(), role=role)


def _write(path: Path, text: str) -> None:
    """Write a file that only its owner reads, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text + "\n")
    os.replace(partial, path)
