"""Catalogue of the named statements: every file is read once and its header is checked.

The path is the name: ``cypher/read/owners.cypher`` is ``read.owners``. The header stands
before the statement, one key a line: ``// purpose:``, ``mode``, ``params``, ``returns`` and
``source``; ``-`` means none.

References
----------
docs/adr/0019-statements-as-files.md
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import takewhile
from types import MappingProxyType

from cypher.scan import OpenTextError, Scan, scan

FOLDERS = ("schema", "ingest", "read", "cluster", "maintenance")
KEYS = ("purpose", "mode", "params", "returns", "source")
READ_PROCEDURES = frozenset(("db.index.fulltext.queryNodes", "db.index.fulltext.queryRelationships"))
"""Procedures that a read may call: they look something up and change nothing."""

_SUFFIX = ".cypher"
_HEADER = re.compile(r"//\s*(?P<key>[a-z]+)\s*:\s*(?P<value>.*?)\s*$")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_WRITES = frozenset(
    (
        "CREATE",
        "MERGE",
        "SET",
        "DELETE",
        "DETACH",
        "REMOVE",
        "FOREACH",
        "DROP",
        "ALTER",
        "LOAD",
        "INSERT",
        "TERMINATE",
    )
)
_SCHEMA = frozenset(("CONSTRAINT", "INDEX", "INDEXES", "CONSTRAINTS"))


class QueryFileError(ValueError):
    """A statement file breaks the contract of the catalogue; the message starts with its path."""


class Mode(StrEnum):
    """What a statement does to the database."""

    READ = "read"
    WRITE = "write"
    SCHEMA = "schema"


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One statement with what its header declares.

    Parameters
    ----------
    name : str
        ``<folder>.<file>``.
    purpose : str
        One sentence for the reader of the list.
    mode : Mode
        A read holds no write clause.
    params : tuple of str
        Parameters, exactly those that the text uses.
    returns : tuple of str
        Columns in their order.
    source : str
        Document that the statement answers to, ``-`` for none.
    text : str
        Statement without its header and without a closing semicolon.
    """

    name: str
    purpose: str
    mode: Mode
    params: tuple[str, ...]
    returns: tuple[str, ...]
    source: str
    text: str


@cache
def load() -> Mapping[str, Query]:
    """All statements of the package by name, in the order of their names.

    Raises
    ------
    QueryFileError
        If a file breaks the contract.
    """
    return MappingProxyType(load_from(files("cypher")))


def load_from(root: Traversable) -> dict[str, Query]:
    """All statements below a folder.

    Raises
    ------
    QueryFileError
        If a file breaks the contract or lies in no known folder.
    """
    found = sorted(_statements(root, ()), key=lambda entry: entry[0])
    return {".".join(path): parse(".".join(path), text) for path, text in found}


def parse(name: str, content: str) -> Query:
    """Statement of one file's content.

    Parameters
    ----------
    name : str
        ``<folder>.<file>``.
    content : str
        Header and statement.

    Raises
    ------
    QueryFileError
        If header and statement do not agree.
    """
    where = f"cypher/{name.replace('.', '/')}{_SUFFIX}"
    header, text = _header(where, content)
    try:
        mode = Mode(header["mode"])
    except ValueError:
        raise QueryFileError(
            f"{where}: mode: expected one of {', '.join(Mode)}, got {header['mode']}"
        ) from None
    params, returns = (_names(where, key, header[key]) for key in ("params", "returns"))
    try:
        seen = scan(text)
    except OpenTextError as error:
        raise QueryFileError(f"{where}: {error}") from error
    _check_text(where, mode, params, seen)
    if name.startswith("read.") and mode is not Mode.READ:
        raise QueryFileError(f"{where}: mode: expected read in the folder read, got {mode}")
    return Query(
        name=name,
        purpose=header["purpose"],
        mode=mode,
        params=params,
        returns=returns,
        source=header["source"],
        text=text,
    )


def _statements(folder: Traversable, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _statements(entry, (*path, entry.name))
        elif entry.name.endswith(_SUFFIX):
            full = (*path, entry.name.removesuffix(_SUFFIX))
            if len(full) != 2 or full[0] not in FOLDERS or not _NAME.fullmatch(full[1]):
                raise QueryFileError(
                    f"cypher/{'/'.join(full)}{_SUFFIX}: expected <folder>/<lower_case>{_SUFFIX} "
                    f"with a folder of {', '.join(FOLDERS)}"
                )
            yield full, entry.read_text(encoding="utf-8")


def _header(where: str, content: str) -> tuple[dict[str, str], str]:
    header: dict[str, str] = {}
    lines = content.splitlines()
    head = list(takewhile(lambda line: line.startswith("//"), lines))
    for line in head:
        found = _HEADER.fullmatch(line)
        if found is None or found["key"] not in KEYS:
            raise QueryFileError(
                f"{where}: header: expected one of {', '.join(KEYS)} and a colon, got {line}"
            )
        if found["key"] in header:
            raise QueryFileError(f"{where}: header: {found['key']} is there twice")
        if not found["value"]:
            raise QueryFileError(f"{where}: header: {found['key']} is empty; write - for none")
        header[found["key"]] = found["value"]
    missing = [key for key in KEYS if key not in header]
    if missing:
        raise QueryFileError(f"{where}: header: {', '.join(missing)} missing")
    if header["purpose"] == "-":
        raise QueryFileError(f"{where}: header: purpose: expected a sentence, got -")
    return header, "\n".join(lines[len(head) :]).strip().removesuffix(";").rstrip()


def _names(where: str, key: str, value: str) -> tuple[str, ...]:
    if value == "-":
        return ()
    names = tuple(part.strip() for part in value.split(","))
    wrong = [name for name in names if not _NAME.fullmatch(name)]
    if wrong or len(set(names)) != len(names):
        raise QueryFileError(f"{where}: {key}: expected distinct lower_case names and commas, got {value}")
    return names


def _check_text(where: str, mode: Mode, params: tuple[str, ...], seen: Scan) -> None:
    if not seen.words:
        raise QueryFileError(f"{where}: expected a statement after the header, got none")
    if seen.ends:
        raise QueryFileError(f"{where}: expected one statement, got a semicolon inside it")
    if set(params) != seen.params:
        unused, undeclared = sorted(set(params) - seen.params), sorted(seen.params - set(params))
        raise QueryFileError(
            f"{where}: params: declared and not used {unused}, used and not declared {undeclared}"
        )
    writes = sorted(_WRITES & set(seen.words))
    unknown = sorted(set(seen.procedures) - READ_PROCEDURES)
    if mode is Mode.READ and (writes or unknown):
        raise QueryFileError(
            f"{where}: mode read: expected no write and no other procedure, got {writes + unknown}"
        )
    if mode is not Mode.READ and not writes:
        raise QueryFileError(f"{where}: mode {mode}: expected a write clause, got none")
    if (mode is Mode.SCHEMA) != (bool(writes) and bool(_SCHEMA & set(seen.words))):
        raise QueryFileError(f"{where}: mode {mode}: constraints and indexes are mode schema, and only they")
