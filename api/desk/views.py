"""Saved views in the row-wise state: each account reads and writes its own only.

A view of another account is one that does not exist. It holds ids and places on the canvas, no
name and no score: what is shown is read again, with the viewer's area of that day.
"""

from __future__ import annotations

import json
import secrets
from typing import Any

import sqlalchemy as sa

from api.desk.errors import TooManyError, ViewChangedError
from api.desk.place import DeskPlace, moment
from api.desk.view_types import SavedView, ViewChange, ViewDraft, ViewList, ViewPage, ViewRow
from graph.errors import NotFoundError

MOST_VIEWS = 200
"""Views that one account may keep."""
_TABLE = sa.table(
    "desk_views",
    sa.column("view_id", sa.String),
    sa.column("account", sa.String),
    sa.column("version", sa.Integer),
    sa.column("name", sa.String),
    sa.column("page", sa.String),
    sa.column("centre", sa.String),
    sa.column("month", sa.String),
    sa.column("revision", sa.Integer),
    sa.column("nodes_total", sa.Integer),
    sa.column("nodes", sa.String),
    sa.column("settings", sa.String),
    sa.column("changed_at", sa.BigInteger),
)
_ROW = [column for column in _TABLE.c if column.name not in ("nodes", "settings", "account")]


def listed(place: DeskPlace, account: str) -> ViewList:
    """Own views, the last changed first."""
    own = sa.select(*_ROW).where(_TABLE.c.account == account)
    with place.transaction("views") as connection:
        found = connection.execute(own.order_by(_TABLE.c.changed_at.desc(), _TABLE.c.view_id)).all()
    return ViewList(items=tuple(ViewRow(**_shown(row)) for row in found), total=len(found), most=MOST_VIEWS)


def read(place: DeskPlace, account: str, view_id: str) -> SavedView:
    """One own view.

    Raises
    ------
    NotFoundError
        If this account has none of that id, whoever else has.
    """
    with place.transaction("views") as connection:
        row = connection.execute(sa.select(_TABLE).where(*_own(account, view_id))).first()
    if row is None:
        raise _not_found()
    return SavedView(**_shown(row), nodes=json.loads(row.nodes), settings=json.loads(row.settings))


def save(place: DeskPlace, account: str, draft: ViewDraft) -> SavedView:
    """Save a new view.

    Raises
    ------
    TooManyError
        If the account keeps as many as it may.
    """
    view_id = secrets.token_hex(8)
    with place.alone("views", "desk_views") as connection:
        kept = connection.execute(
            sa.select(sa.func.count()).select_from(_TABLE).where(_TABLE.c.account == account)
        ).scalar_one()
        if kept >= MOST_VIEWS:
            raise TooManyError(f"views: expected fewer than {MOST_VIEWS}, got {kept}; delete some first")
        values = {"view_id": view_id, "account": account, "version": 1, **_values(place, draft)}
        connection.execute(sa.insert(_TABLE).values(values))
    return read(place, account, view_id)


def change(place: DeskPlace, account: str, view_id: str, draft: ViewChange) -> SavedView:
    """Save an own view again over the version that was read.

    Raises
    ------
    NotFoundError
        If this account has none of that id.
    ViewChangedError
        If another version was saved in between.
    """
    with place.transaction("views") as connection:
        done = connection.execute(
            sa.update(_TABLE)
            .where(*_own(account, view_id), _TABLE.c.version == draft.version)
            .values(version=draft.version + 1, **_values(place, draft))
        )
    if done.rowcount == 0:
        found = read(place, account, view_id)
        raise ViewChangedError(
            f"view: expected version {found.version}, the one saved last, got {draft.version}; read it again"
        )
    return read(place, account, view_id)


def delete(place: DeskPlace, account: str, view_id: str) -> None:
    """Delete an own view.

    Raises
    ------
    NotFoundError
        If this account has none of that id.
    """
    with place.transaction("views") as connection:
        if connection.execute(sa.delete(_TABLE).where(*_own(account, view_id))).rowcount == 0:
            raise _not_found()


def _own(account: str, view_id: str) -> tuple[sa.ColumnElement[bool], ...]:
    return _TABLE.c.account == account, _TABLE.c.view_id == view_id


def _not_found() -> NotFoundError:
    return NotFoundError("view: expected the id of an own view, got none; see GET /views")


def _values(place: DeskPlace, draft: ViewDraft) -> dict[str, Any]:
    nodes = [node.model_dump(exclude_defaults=True) for node in draft.nodes]
    return {
        "name": draft.name.strip() or draft.page.value,
        "page": draft.page.value,
        "centre": draft.centre,
        "month": draft.month,
        "revision": draft.revision,
        "nodes_total": len(nodes),
        "nodes": json.dumps(nodes, ensure_ascii=False, separators=(",", ":")),
        "settings": json.dumps(draft.settings, ensure_ascii=False, sort_keys=True),
        "changed_at": place.now,
    }


def _shown(row: sa.Row[Any]) -> dict[str, Any]:
    return {
        "view_id": row.view_id,
        "version": row.version,
        "name": row.name,
        "page": ViewPage(row.page),
        "centre": row.centre,
        "month": row.month,
        "revision": row.revision,
        "nodes_total": row.nodes_total,
        "changed_at": moment(row.changed_at),
    }
