"""Whether the audit is whole: every hash follows from the row before, nothing is missing at its end."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from pydantic import BaseModel, ConfigDict, Field

from api.security.audit import ANCHORS, Audit
from api.security.audit_rows import FIRST_HASH, HEAD, TABLE, AuditRow, row_of
from graph.errors import InputError
from scoring.results_base import Label

_ROWS_AT_ONCE = 10_000
_MOST_LISTED = 100
PUBLIC_KEY = "audit/signing.pub"
"""In the home: what the signatures of archives are checked with."""

ARCHIVES = sa.table(
    "audit_archives",
    sa.column("first_number", sa.Integer),
    sa.column("last_number", sa.Integer),
    sa.column("last_hash", sa.String),
    sa.column("file", sa.String),
    sa.column("sha256", sa.String),
    sa.column("signature", sa.String),
    sa.column("at", sa.String),
)


class AuditReport(BaseModel):
    """What a check of the audit found."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    whole: bool = Field(description="Every row follows from the one before, up to the last one written")
    rows: int = Field(ge=0, description="Rows checked")
    first: int | None = Field(description="Number of the first row in the database")
    last: int = Field(ge=0, description="Number of the last row that is right")
    hash: str = Field(description="Hash of that row: note it elsewhere, and name it at the next check")
    broken: int | None = Field(default=None, description="Number of the first row that is not right")
    why: Label | None = Field(default=None, description="What is wrong with it")
    set_back: tuple[int, ...] = Field(
        description="Rows written while the clock lay before the row before; at most 100"
    )


@dataclass(frozen=True)
class _Fault:
    number: int
    why: Label


def verify(audit: Audit, expected: tuple[int, str] | None = None) -> AuditReport:
    """Check every row, the end, and the anchors kept beside the database.

    Parameters
    ----------
    audit : Audit
    expected : (int, str), optional
        Number and hash of a row as noted elsewhere: it has to be there still.

    Returns
    -------
    AuditReport
        ``broken`` is the first row that was changed, is missing or was put in. 100,000 rows a second.

    Raises
    ------
    StoreError
        If the database refuses.
    """
    noted = _anchors(audit.folder) if audit.folder is not None else {}
    if expected is not None:
        noted = {**noted, expected[0]: expected[1]}
    with audit.snapshot() as connection:
        report = _verify(connection, noted, audit.folder)
        if report.whole and expected is not None and expected[0] < (report.first or report.last + 1):
            _check_removed(connection, *expected)
    return report


def signature_fits(values: Mapping[Any, Any], public: Path) -> bool:
    """Whether the signature of an archive is that of a key over its other fields."""
    try:
        key = load_pem_public_key(public.read_bytes())
        assert isinstance(key, Ed25519PublicKey)
        key.verify(bytes.fromhex(values["signature"]), signed_text(values))
    except (OSError, ValueError, AssertionError, InvalidSignature):
        return False
    return True


def signed_text(values: Mapping[Any, Any]) -> bytes:
    """What the signature of an archive is over."""
    content = {name: value for name, value in values.items() if name != "signature"}
    return json.dumps(content, sort_keys=True, separators=(",", ":")).encode()


def _check_removed(connection: sa.Connection, number: int, noted: str) -> None:
    """Refuse to say of a row that is removed that it is still as it was noted."""
    query = sa.select(ARCHIVES.c.last_hash).where(ARCHIVES.c.last_number == number)
    if connection.execute(query).scalar_one_or_none() != noted:
        raise InputError(
            f"audit: expected the number of a row that is kept, got {number}, which was removed; "
            "the archive that holds it tells"
        )


def _verify(connection: sa.Connection, noted: Mapping[int, str], folder: Path | None) -> AuditReport:
    head = connection.execute(sa.select(HEAD.c.number, HEAD.c.hash)).one_or_none()
    number, previous = _start(connection, folder)
    first: int | None = None
    count, fault = 0, None
    set_back: list[int] = []
    for row in rows_of(connection):
        first = row.number if first is None else first
        fault = _fault_of(row, number + 1, previous, noted.get(row.number))
        if fault is not None:
            break
        count, number, previous = count + 1, row.number, row.hash
        if row.behind_ms and len(set_back) < _MOST_LISTED:
            set_back.append(row.number)
    fault = fault or _fault_at_end(number, previous, head, noted)
    return AuditReport(
        whole=fault is None,
        rows=count,
        first=first,
        last=number,
        hash=previous,
        broken=None if fault is None else fault.number,
        why=None if fault is None else fault.why,
        set_back=tuple(set_back),
    )


def rows_of(connection: sa.Connection, after: int = 0, until: int | None = None) -> Iterator[AuditRow]:
    """Rows by number, in blocks: the audit of years does not fit into memory at once."""
    while True:
        query = sa.select(TABLE).where(TABLE.c.number > after).order_by(TABLE.c.number).limit(_ROWS_AT_ONCE)
        if until is not None:
            query = query.where(TABLE.c.number <= until)
        block = [row_of(found._mapping) for found in connection.execute(query)]
        yield from block
        if len(block) < _ROWS_AT_ONCE:
            return
        after = block[-1].number


def archived(connection: sa.Connection) -> tuple[int, str]:
    """Number and hash of the last row that an archive holds; 0 and the first hash before any."""
    query = sa.select(ARCHIVES.c.last_number, ARCHIVES.c.last_hash)
    found = connection.execute(query.order_by(ARCHIVES.c.last_number.desc()).limit(1)).one_or_none()
    return (0, FIRST_HASH) if found is None else (int(found.last_number), str(found.last_hash))


def _start(connection: sa.Connection, folder: Path | None) -> tuple[int, str]:
    """Number and hash before the first row kept: none, or the end of an archive whose rows were removed.

    An archive that the key of the home did not sign is none.
    """
    lowest = connection.execute(sa.select(sa.func.min(TABLE.c.number))).scalar_one()
    if lowest == 1:
        return 0, FIRST_HASH
    query = sa.select(ARCHIVES)
    if lowest is not None:
        query = query.where(ARCHIVES.c.last_number <= lowest - 1)
    found = connection.execute(query.order_by(ARCHIVES.c.last_number.desc()).limit(1)).one_or_none()
    if found is None or (folder is not None and not signature_fits(found._mapping, folder / PUBLIC_KEY)):
        return 0, FIRST_HASH
    return int(found.last_number), str(found.last_hash)


def _fault_of(row: AuditRow, expected: int, previous: str, noted: str | None) -> _Fault | None:
    if row.number != expected:
        return _Fault(expected, Label(zh="该行缺失", en="this row is missing"))
    if row.previous != previous or row.hash != row.computed_hash:
        return _Fault(expected, Label(zh="该行内容被改动", en="this row was changed"))
    if noted is not None and row.hash != noted:
        why = Label(zh="该行与留存的哈希不符", en="this row is not the one noted elsewhere")
        return _Fault(expected, why)
    return None


def _fault_at_end(number: int, previous: str, head: Any, noted: Mapping[int, str]) -> _Fault | None:
    if head is None or head.number < number:
        return _Fault(number, Label(zh="链首记录被改动", en="the head of the chain was changed"))
    if head.number > number or max(noted, default=0) > number:
        return _Fault(number + 1, Label(zh="该行及其后被删去", en="this row and what followed was cut off"))
    if head.hash != previous:
        return _Fault(number, Label(zh="该行被替换", en="this row was replaced"))
    return None


def _anchors(folder: Path) -> dict[int, str]:
    """Anchors kept beside the database; a line half written by a killed process is left out."""
    try:
        lines = (folder / ANCHORS).read_text(encoding="ascii").splitlines()
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"audit: {ANCHORS} in the home: expected a readable text file") from error
    found = {}
    for line in lines:
        number, _, digest = line.partition(" ")
        if number.isdigit() and len(digest) == len(FIRST_HASH):
            found[int(number)] = digest
    return found
