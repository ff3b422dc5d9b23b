"""Signed archives of the audit: copies of whole stretches of the chain, and what may be removed then.

An archive is a compressed file of one JSON object a line. Its hash, the numbers and the last hash
of the chain are signed (Ed25519) with a key of the home; the signature is kept in the database
and in a file beside the archive, so a copy elsewhere can be checked with the public key alone.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from pydantic import BaseModel, ConfigDict, Field

from api.security.audit import Audit
from api.security.audit_check import (
    ARCHIVES,
    PUBLIC_KEY,
    AuditReport,
    archived,
    rows_of,
    signature_fits,
    signed_text,
    verify,
)
from api.security.audit_rows import TABLE, AuditRow, row_of, stamp
from graph.disk import disk_full_as_error
from graph.errors import IntegrityError, JobError, SettingsError

FOLDER = "audit/archive"
_PRIVATE, _PUBLIC = "audit/signing.key", PUBLIC_KEY
LEAST_KEPT_DAYS = 183
"""Six months, the least that the Cybersecurity Law (art. 21) asks; the database refuses less."""


class Archive(BaseModel):
    """One archive: rows, hash of the file, signature over both and over the end of the chain."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    first_number: int = Field(ge=1)
    last_number: int = Field(ge=1)
    last_hash: str
    file: str = Field(description="Name in the home's folder audit/archive")
    sha256: str
    signature: str = Field(description="Ed25519 over the other fields, hexadecimal")
    at: str

    @property
    def signed_text(self) -> bytes:
        """What the signature is over."""
        return signed_text(self.model_dump())


class ArchiveAnswer(BaseModel):
    """What archiving did."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    archive: Archive | None = Field(description="None if no row was new")
    removed: int = Field(ge=0, description="Rows removed that an archive holds and that are old enough")


def archive(audit: Audit, *, remove_after_days: int | None = None) -> ArchiveAnswer:
    """Write what is new since the last archive to a signed file; on demand remove what is old.

    Parameters
    ----------
    audit : Audit
        With its home folder.
    remove_after_days : int, optional
        Remove rows of archives older than this, at least 183 days; None removes nothing.

    Raises
    ------
    JobError
        If the audit is not whole, or fewer days are asked for: then nothing is done.
    """
    if remove_after_days is not None and remove_after_days < LEAST_KEPT_DAYS:
        raise JobError(
            f"audit: expected to keep at least {LEAST_KEPT_DAYS} days, got {remove_after_days}; ask for more"
        )
    _refuse_broken(verify(audit))
    made = _write(audit)
    if made is not None:
        with audit.transaction() as connection:
            connection.execute(sa.insert(ARCHIVES).values(made.model_dump()))
    removed = 0 if remove_after_days is None else _remove(audit, remove_after_days)
    return ArchiveAnswer(archive=made, removed=removed)


def _refuse_broken(report: AuditReport) -> None:
    if not report.whole and report.why is not None:
        raise JobError(f"audit: row {report.broken}: {report.why.en}; nothing is archived")


def _write(audit: Audit) -> Archive | None:
    home = _home(audit)
    folder = home / FOLDER
    with disk_full_as_error("the archive of the audit", home), audit.snapshot() as connection:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        partial = folder / f"{os.getpid()}.partial"
        first: AuditRow | None = None
        last: AuditRow | None = None
        with partial.open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", filename="", mtime=0) as file:
            for row in rows_of(connection, archived(connection)[0]):
                first, last = first or row, row
                file.write(json.dumps(asdict(row), ensure_ascii=True).encode() + b"\n")
    if first is None or last is None:
        partial.unlink()
        return None
    name = f"{first.number:010d}-{last.number:010d}.jsonl.gz"
    os.chmod(partial, 0o600)
    os.replace(partial, folder / name)
    unsigned = Archive(
        first_number=first.number,
        last_number=last.number,
        last_hash=last.hash,
        file=name,
        sha256=_sha256(folder / name),
        signature="",
        at=stamp(audit.clock()),
    )
    made = unsigned.model_copy(update={"signature": _key(home).sign(unsigned.signed_text).hex()})
    (folder / f"{name}.json").write_text(made.model_dump_json(indent=2) + "\n", encoding="utf-8")
    return made


def _remove(audit: Audit, days: int) -> int:
    """Remove the rows of whole archives whose last row is older than the days."""
    before = stamp(audit.clock() - timedelta(days=days))
    with audit.transaction() as connection:
        query = sa.select(sa.func.max(TABLE.c.number)).where(
            TABLE.c.at < before, TABLE.c.number.in_(sa.select(ARCHIVES.c.last_number))
        )
        last = connection.execute(query).scalar_one()
        if last is None:
            return 0
        return int(connection.execute(sa.delete(TABLE).where(TABLE.c.number <= last)).rowcount)


def archives(audit: Audit) -> tuple[Archive, ...]:
    """All archives made, oldest first."""
    with audit.transaction() as connection:
        found = connection.execute(sa.select(ARCHIVES).order_by(ARCHIVES.c.first_number))
        return tuple(Archive(**row._mapping) for row in found)


def check_archive(made: Archive, folder: Path, public: Path) -> None:
    """Check one archive on its own, with the public key alone.

    Parameters
    ----------
    made : Archive
    folder : Path
        Where its file lies.
    public : Path
        Public key, PEM.

    Raises
    ------
    IntegrityError
        If file, signature or a row in it is not right; the message names which.
    """
    loaded = load_pem_public_key(public.read_bytes())
    if not isinstance(loaded, Ed25519PublicKey):
        raise IntegrityError("audit archive: expected an Ed25519 public key, got another; name the right one")
    try:
        loaded.verify(bytes.fromhex(made.signature), made.signed_text)
    except (InvalidSignature, ValueError) as error:
        raise IntegrityError(f"audit archive {made.file}: its signature is not right") from error
    if _sha256(folder / made.file) != made.sha256:
        raise IntegrityError(f"audit archive {made.file}: the file is not the one that was signed")
    number, previous = made.first_number - 1, None
    for row in _rows_in(folder / made.file):
        number += 1
        linked = previous is None or row.previous == previous
        if row.number != number or row.hash != row.computed_hash or not linked:
            raise IntegrityError(f"audit archive {made.file}: row {number} is not right")
        previous = row.hash
    if (number, previous) != (made.last_number, made.last_hash):
        raise IntegrityError(f"audit archive {made.file}: it does not end with row {made.last_number}")


def _rows_in(path: Path) -> Iterator[AuditRow]:
    with gzip.open(path, "rt", encoding="ascii") as file:
        for line in file:
            yield row_of(json.loads(line))


def check_archives(audit: Audit) -> tuple[str, ...]:
    """Check every archive: its signature, and its file if that is in the home; names of those kept elsewhere.

    Raises
    ------
    IntegrityError
        On the first that is not right.
    """
    home = _home(audit)
    elsewhere = []
    for made in archives(audit):
        if (home / FOLDER / made.file).is_file():
            check_archive(made, home / FOLDER, home / _PUBLIC)
        elif not signature_fits(made.model_dump(), home / _PUBLIC):
            raise IntegrityError(f"audit archive {made.file}: its signature is not right")
        else:
            elsewhere.append(made.file)
    return tuple(elsewhere)


def _home(audit: Audit) -> Path:
    if audit.folder is None:
        raise SettingsError("audit: expected a home folder for archives, got none; say --home")
    return audit.folder


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _key(home: Path) -> Ed25519PrivateKey:
    """Signing key of the home, made of mode 0600 on first use, with its public half beside it."""
    path = home / _PRIVATE
    if not path.exists():
        made = Ed25519PrivateKey.generate()
        pem = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(pem)
        public = made.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        (home / _PUBLIC).write_bytes(public)
    if path.stat().st_mode & 0o077:
        raise SettingsError(f"signing key {path.name}: expected mode 0600, others may read it; chmod 600 it")
    loaded = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(loaded, Ed25519PrivateKey):
        raise SettingsError(f"signing key {path.name}: expected Ed25519, got another kind; restore it")
    return loaded
