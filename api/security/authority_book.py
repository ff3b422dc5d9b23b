"""The trees of authorities that were loaded: every load stays, the newest is in force."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import sqlalchemy as sa

from api.security.audit import utc_now
from api.security.audit_rows import stamp
from api.security.authorities import Authority, AuthorityTree, checked
from api.security.transactions import transaction
from graph.state import open_state

_LOADS = sa.table(
    "authority_loads",
    sa.column("number", sa.Integer),
    sa.column("at", sa.String),
    sa.column("account", sa.String),
    sa.column("sha256", sa.String),
    sa.column("rows", sa.Integer),
)
_ROWS = sa.table(
    "authorities",
    sa.column("load", sa.Integer),
    sa.column("row", sa.Integer),
    sa.column("code", sa.String),
    sa.column("parent", sa.String),
    sa.column("name", sa.String),
    sa.column("region", sa.String),
    sa.column("valid_from", sa.Date),
    sa.column("valid_to", sa.Date),
    sa.column("succeeded_by", sa.String),
)
_REFUSED = "authorities: the state database refused"
_FIELDS = tuple(Authority.__dataclass_fields__)
_SHANGHAI = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityLoad:
    """One load: when, by whom, hash of its rows, how many."""

    number: int
    at: str
    account: str
    sha256: str
    rows: int


class AuthorityBook:
    """Trees of authorities of a home.

    Parameters
    ----------
    place : engine of ``graph.state.open_state``, path of a home folder, or URL
    clock : callable
        Gives the moment; its day in Shanghai is today's.
    """

    def __init__(self, place: sa.Engine | Path | str, *, clock: Callable[[], datetime] = utc_now) -> None:
        self._engine = place if isinstance(place, sa.Engine) else open_state(place)
        self._clock = clock
        self._kept: tuple[int, tuple[Authority, ...]] | None = None
        self._tree: AuthorityTree | None = None

    def load(self, rows: Sequence[Authority], account: str) -> AuthorityLoad:
        """Put a whole tree in force; the same tree again adds nothing.

        Raises
        ------
        InputError
            If it is no tree.
        StoreError
            If the database refuses.
        """
        found = checked(rows)
        text = json.dumps([asdict(row) for row in found], default=str, sort_keys=True)
        digest = hashlib.sha256(text.encode()).hexdigest()
        last = self.last_load()
        if last is not None and last.sha256 == digest:
            return last
        values = {"at": stamp(self._clock()), "account": account, "sha256": digest, "rows": len(found)}
        with transaction(self._engine, _REFUSED) as connection:
            written = sa.insert(_LOADS).values(values).returning(_LOADS.c.number)
            number = int(connection.execute(written).scalar_one())
            if found:
                connection.execute(
                    sa.insert(_ROWS),
                    [{"load": number, "row": at, **asdict(row)} for at, row in enumerate(found)],
                )
        return AuthorityLoad(number=number, **values)  # type: ignore[arg-type]

    def last_load(self) -> AuthorityLoad | None:
        """The load in force, None before any."""
        with transaction(self._engine, _REFUSED) as connection:
            query = sa.select(_LOADS).order_by(_LOADS.c.number.desc()).limit(1)
            found = connection.execute(query).one_or_none()
        return None if found is None else AuthorityLoad(**found._mapping)

    def rows(self) -> tuple[Authority, ...]:
        """Rows of the load in force, kept until another is loaded."""
        last = self.last_load()
        if last is None:
            return ()
        if self._kept is None or self._kept[0] != last.number:
            with transaction(self._engine, _REFUSED) as connection:
                columns = [_ROWS.c[name] for name in _FIELDS]
                query = sa.select(*columns).where(_ROWS.c.load == last.number).order_by(_ROWS.c.row)
                found = tuple(Authority(**row._mapping) for row in connection.execute(query))
            self._kept = (last.number, found)
        return self._kept[1]

    def tree(self, day: date | None = None) -> AuthorityTree:
        """Tree in force, as of a day; today's in Shanghai unless given."""
        chosen = day or self._clock().astimezone(_SHANGHAI).date()
        rows = self.rows()
        if self._tree is None or self._tree.rows is not rows or self._tree.day != chosen:
            self._tree = AuthorityTree(rows, chosen)
        return self._tree

    def under(self, code: str, /) -> frozenset[str]:
        """Codes of an authority and of everything under it today."""
        return self.tree().under(code)

    def name(self, code: str, /) -> str | None:
        """Name of an authority today, None for an unknown code."""
        return self.tree().name_of(code)
