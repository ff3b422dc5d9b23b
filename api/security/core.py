"""All of sign-in in one object, as ``create_app`` is given it: books, limits, clock."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from api.security.accounts import Account, AccountBook
from api.security.authority_book import AuthorityBook
from api.security.hashing import Hashing
from api.security.keys import KeyBook
from api.security.oidc import SingleSignOn
from api.security.rights import rights_of
from api.security.sealing import KEY_FILE, Sealing
from api.security.sessions import SessionBook
from api.security.strangers import Strangers
from api.security.throttle import Throttle
from api.security.viewer import Viewer

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Literal

    import sqlalchemy as sa

    from api.security.permissions import KeyScope
    from graph.settings import SecuritySettings


class Areas(Protocol):
    """The tree of supervising authorities as it is today."""

    def under(self, code: str, /) -> frozenset[str]:
        """Code of an authority and of everything under it."""
        ...

    def name(self, code: str, /) -> str | None:
        """Name of an authority, None for an unknown code."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Security:
    """Accounts, sessions and keys of a home with the limits in force.

    Parameters
    ----------
    settings : SecuritySettings
    engine : Engine
        State that all books lie in.
    home : Path, optional
        Home folder, for what is kept beside the state.
    areas : Areas
        Tree of supervising authorities.
    clock : callable
        Seconds since 1970, UTC; tests pass their own.
    """

    settings: SecuritySettings
    engine: sa.Engine
    home: Path | None
    accounts: AccountBook
    sessions: SessionBook
    keys: KeyBook
    hashing: Hashing
    sealing: Sealing
    requests: Throttle
    sign_ins: Throttle
    strangers: Strangers
    single_sign_on: SingleSignOn | None
    areas: Areas
    clock: Callable[[], float]

    @property
    def now(self) -> int:
        """Whole seconds since 1970, UTC."""
        return int(self.clock())

    def viewer(
        self, account: Account, via: Literal["session", "key"], scopes: frozenset[KeyScope] | None = None
    ) -> Viewer:
        """What an account may see and do now; without an area it sees no enterprise's score."""
        area = frozenset[str]() if account.authority is None else self.areas.under(account.authority)
        return Viewer(
            account=account.account,
            display=account.display,
            roles=account.roles,
            rights=rights_of(account.roles),
            authorities=None if account.whole_area else area,
            via=via,
            key_scopes=None if scopes is None else frozenset(str(scope) for scope in scopes),
        )

    def password_expired(self, account: Account) -> bool:
        """Whether the password has to be changed before anything else; so too if the clock was set back."""
        age = self.now - account.password_set_at
        return account.password_hash is not None and (
            account.must_change or not -86_400 <= age < 86_400 * self.settings.password_days
        )


def open_security(
    engine: sa.Engine,
    settings: SecuritySettings,
    *,
    home: Path | None = None,
    areas: Areas | None = None,
    hashing: Hashing | None = None,
    clock: Callable[[], float] = time.time,
) -> Security:
    """Sign-in over the state of a home.

    Parameters
    ----------
    engine : Engine
        From ``graph.state.open_state``.
    home : Path, optional
        Home folder, for what is kept beside the state.
    areas : Areas, optional
        Tree of supervising authorities; else the one loaded into the state.
    hashing : Hashing, optional
        Cost of password hashes; tests give a cheap one.
    """
    return Security(
        settings=settings,
        engine=engine,
        home=home,
        accounts=AccountBook(engine),
        sessions=SessionBook(
            engine, idle_s=60 * settings.idle_minutes, absolute_s=3_600 * settings.absolute_hours
        ),
        keys=KeyBook(engine),
        hashing=hashing or Hashing(),
        sealing=Sealing(settings.sealing_key_file or (None if home is None else home / KEY_FILE)),
        requests=Throttle(settings.rate_per_minute),
        sign_ins=Throttle(settings.sign_ins_per_minute),
        strangers=Strangers(settings.lockout_failures, 60 * settings.lockout_minutes),
        single_sign_on=None if settings.oidc.issuer is None else SingleSignOn(settings.oidc, clock),
        areas=areas or AuthorityBook(engine, clock=lambda: datetime.fromtimestamp(clock(), UTC)),
        clock=clock,
    )
