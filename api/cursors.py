"""Opaque cursors: a place in one list of one published month.

A cursor carries the month and revision it was made in, so that paging goes on in the same
revision when another one is published, and a hash of the list and its filters, so that it
cannot be used with others. It is checked, not secret: whoever forges one gets a place in a
list that he may read anyway.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass

from graph.errors import InputError

MAX_CURSOR_LENGTH = 1_024
_VERSION = 1
_CHECK = 8
_NOT_OURS = "cursor: expected one that this service gave out; start again without a cursor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a page ended: month, revision, hash of list and filters, cursor of the list."""

    month: str
    revision: int
    scope: str
    inner: str


def scope_of(name: str, **filters: object) -> str:
    """Hash of a list's name and its filters, independent of their order."""
    text = json.dumps([name, filters], sort_keys=True, ensure_ascii=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def seal(place: Place) -> str:
    """Text of a place, URL safe."""
    payload = json.dumps(
        [_VERSION, place.month, place.revision, place.scope, place.inner], separators=(",", ":")
    ).encode()
    check = hashlib.sha256(payload).digest()[:_CHECK]
    return base64.urlsafe_b64encode(check + payload).rstrip(b"=").decode()


def unseal(cursor: str, scope: str | None = None) -> Place:
    """Place of a cursor.

    Parameters
    ----------
    cursor : str
    scope : str, optional
        Hash the cursor has to carry; None accepts any.

    Raises
    ------
    InputError
        If the text is no cursor of this service or belongs to another list or filters.
    """
    try:
        raw = base64.b64decode(
            (cursor + "=" * (-len(cursor) % 4)).encode("ascii"), altchars=b"-_", validate=True
        )
        if hashlib.sha256(raw[_CHECK:]).digest()[:_CHECK] != raw[:_CHECK]:
            raise ValueError("check does not fit")
        version, month, revision, found, inner = json.loads(raw[_CHECK:])
    except (ValueError, TypeError, RecursionError) as error:
        raise InputError(_NOT_OURS) from error
    texts = all(isinstance(text, str) for text in (month, found, inner))
    if version != _VERSION or not texts or type(revision) is not int:
        raise InputError(_NOT_OURS)
    if scope is not None and found != scope:
        raise InputError(
            "cursor: it belongs to another list or other filters; keep both or start again without it"
        )
    return Place(month=month, revision=revision, scope=found, inner=inner)
