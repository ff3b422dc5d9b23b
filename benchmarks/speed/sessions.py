"""Open sessions of readers for the benchmark, made in the state of the home itself."""

from __future__ import annotations

import time
from pathlib import Path

from api.security.rights import Role
from api.security.sessions import COOKIE, CSRF_HEADER, csrf_of
from api.workplace import Workplace


def headers_of_readers(home: Path, count: int) -> list[dict[str, str]]:
    """Headers of ``count`` signed-in readers of the whole area; accounts are made when first asked for."""
    security = Workplace(home).security
    found = []
    for number in range(count):
        account = f"benchmark-{number}"
        if security.accounts.find(account) is None:
            security.accounts.add(
                account,
                display=account,
                password_hash=None,
                now=int(time.time()),
                created_by="benchmark",
                roles=(Role.ANALYSE,),
                whole_area=True,
                must_change=False,
            )
        token = security.sessions.open(account, int(time.time()))
        found.append({"Cookie": f"{COOKIE}={token}", CSRF_HEADER: csrf_of(token)})
    return found
