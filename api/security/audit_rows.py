"""One row of the audit, and the hash that ties it to the row before.

A row's hash is sha256 over the hash before it and the row's canonical text: a JSON array of
its fields in a fixed order. The order of rows is their number, never their time.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from graph.errors import InputError

FIRST_HASH = "0" * 64
LONGEST_TEXT = 500
_EVENT = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
_IDENTIFIER = re.compile(r"[A-Za-z0-9:_.@/|+-]{1,128}")
_OF_A_PERSON = re.compile(r"[1-8][0-9]{16}[0-9Xx]|1[0-9]{10}|.*@.*")
"""Form of a citizen's number (credit codes begin with 9), of a mobile phone, of an address of mail."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")

TABLE = sa.table(
    "audit",
    sa.column("number", sa.Integer),
    sa.column("at", sa.String),
    sa.column("behind_ms", sa.BigInteger),
    sa.column("account", sa.String),
    sa.column("via", sa.String),
    sa.column("event", sa.String),
    sa.column("subject", sa.String),
    sa.column("purpose", sa.String),
    sa.column("result", sa.String),
    sa.column("details", sa.String),
    sa.column("previous", sa.String),
    sa.column("hash", sa.String),
)
HEAD = sa.table(
    "audit_head",
    sa.column("id", sa.Integer),
    sa.column("number", sa.Integer),
    sa.column("hash", sa.String),
    sa.column("at", sa.String),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRow:
    """One row as it is stored.

    Attributes
    ----------
    number : int
        From 1, without gaps; it is the order of rows.
    at : str
        UTC, ISO 8601 with milliseconds.
    behind_ms : int
        By how much the clock lay before the row before (it was set back); 0 is as it should be.
    account, via : str
        Who, and how he came: session, key, terminal, none.
    event : str
        Dotted constant, such as ``receipt.viewed``.
    subject : str or None
        Id of what it was done to; a text that could be personal is stored as its hash.
    purpose : str or None
        Code of the purpose.
    result : str
        ``done``, or why not.
    details : str
        JSON object of texts with sorted keys.
    previous, hash : str
        Hash of the row before and of this one.
    """

    number: int
    at: str
    behind_ms: int
    account: str
    via: str
    event: str
    subject: str | None
    purpose: str | None
    result: str
    details: str
    previous: str
    hash: str = field(default="")

    @property
    def computed_hash(self) -> str:
        """Hash that the content has."""
        content = [getattr(self, name) for name in _CONTENT]
        text = json.dumps(content, ensure_ascii=True, separators=(",", ":"))
        return hashlib.sha256(f"{self.previous}\n{text}".encode()).hexdigest()


COLUMNS = tuple(found.name for found in fields(AuditRow))
_CONTENT = tuple(name for name in COLUMNS if name not in ("previous", "hash"))


def row_of(values: Mapping[Any, Any]) -> AuditRow:
    """Row of stored values."""
    return AuditRow(**{name: values[name] for name in COLUMNS})


def stamp(moment: datetime) -> str:
    """UTC text of a moment, to the millisecond; texts of moments sort as the moments do."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment_of(text: str) -> datetime:
    """Moment of such a text."""
    return datetime.fromisoformat(text)


def one_line(text: str, longest: int = LONGEST_TEXT) -> str:
    """Text without signs that start a new line, hide or turn what follows; bounded."""
    return _CONTROL.sub(" ", text).strip()[:longest]


def safe_event(event: str) -> str:
    """The event, checked.

    Raises
    ------
    InputError
        If it is no dotted constant.
    """
    if _EVENT.fullmatch(event) is None or len(event) > 60:
        raise InputError(
            "audit: expected an event such as enterprise.viewed, got another form; use a constant"
        )
    return event


def safe_subject(subject: str | None) -> str | None:
    """Id of a subject; what is no id, or has the form of a personal number, becomes a hash.

    Somebody may have written a name where an id belongs: it must not enter the audit.
    """
    if subject is None:
        return None
    if _IDENTIFIER.fullmatch(subject) and not _OF_A_PERSON.fullmatch(subject):
        return subject
    return "sha256:" + hashlib.sha256(subject.encode()).hexdigest()[:32]


def details_text(details: Mapping[str, str]) -> str:
    """Details as one line of JSON with sorted keys."""
    clean = {one_line(str(key), 60): one_line(str(value)) for key, value in details.items()}
    return json.dumps(clean, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
