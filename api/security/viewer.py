"""Who asks: an account with its rights and its area, as every read and every change is given it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

from api.security.rights import Right, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """One account for the time of one request.

    Parameters
    ----------
    account : str
        Its name; never empty.
    display : str
        Name shown beside what it did.
    roles, rights : frozenset
        What it is, and what that gives.
    authorities : frozenset of str, or None
        Codes of its supervising authority and of everything under it today; None for the whole area.
    via : {"session", "key", "terminal"}
        How it came in.
    key_scopes : frozenset of str, or None
        Scopes of the API key; None unless ``via`` is ``key``.
    """

    account: str
    display: str
    roles: frozenset[Role]
    rights: frozenset[Right]
    authorities: frozenset[str] | None
    via: Literal["session", "key", "terminal"]
    key_scopes: frozenset[str] | None = None

    @property
    def whole_area(self) -> bool:
        """Whether nothing is outside its area."""
        return self.authorities is None

    def sees(self, authority: str | None) -> bool:
        """Whether an enterprise under this authority is in its area; an unknown one is in nobody's part."""
        return self.authorities is None or (authority is not None and authority in self.authorities)

    @property
    def scope_hash(self) -> str:
        """Hash of what changes answers: rights and area. Part of entity tags and of cursors."""
        area = "*" if self.authorities is None else ",".join(sorted(self.authorities))
        text = "\n".join((",".join(sorted(self.rights)), area))
        return hashlib.sha256(text.encode()).hexdigest()[:16]


TERMINAL = Viewer(
    account="terminal",
    display="terminal",
    roles=frozenset((Role.QUERY, Role.ANALYSE, Role.APPROVE)),
    rights=frozenset((Right.READ, Right.ANALYSE, Right.APPROVE)),
    authorities=None,
    via="terminal",
)
"""Whoever has the files of the home: the command line reads the whole area."""

NOBODY = Viewer(
    account="-",
    display="-",
    roles=frozenset(),
    rights=frozenset(),
    authorities=frozenset(),
    via="session",
)
"""Whoever asks before signing in."""
