"""Errors of the driver as errors of the product.

A server's message may quote property values, so none of its text is passed on: an error says
which statement failed, with which code of the server, and what to do. The driver's own error
stays reachable as ``__context__`` for a debugger and is not printed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from neo4j.exceptions import (
    AuthError,
    ConfigurationError,
    ConnectionAcquisitionTimeoutError,
    ConstraintError,
    DriverError,
    IncompleteCommit,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
)

from graph.errors import (
    IntegrityError,
    SettingsError,
    StoreAuthError,
    StoreBusyError,
    StoreDatabaseError,
    StoreError,
    StoreIndexError,
    StoreTimeoutError,
    StoreUnreachableError,
)

_AWAY = (ServiceUnavailable, SessionExpired, ConnectionAcquisitionTimeoutError)
_INDEX_WORDS = ("no such fulltext schema index", "index not found", "populating", "not online")


@contextmanager
def translated(what: str, address: str) -> Iterator[None]:
    """Turn errors of the driver raised inside into ours.

    Parameters
    ----------
    what : str
        Name of the statement, or what was tried.
    address : str
        Host and port of the server, without credentials.

    Raises
    ------
    StoreError
        The subclass that tells what to do.
    """
    try:
        yield
    except (Neo4jError, DriverError) as error:
        raise translate(error, what, address) from None


def translate(error: Neo4jError | DriverError, what: str, address: str) -> StoreError | SettingsError:
    """Our error of one of the driver's."""
    if isinstance(error, Neo4jError):
        return _of_server(error, what, address)
    return _of_driver(error, what, address)


def _of_driver(error: DriverError, what: str, address: str) -> StoreError | SettingsError:
    name = type(error).__name__
    if isinstance(error, IncompleteCommit):
        return StoreUnreachableError(
            f"{what}: Neo4j at {address} went away between commit and answer, so it is not known whether "
            "the rows are written; run the same again, a repeat adds nothing twice",
            statement=what,
            error=name,
        )
    if isinstance(error, _AWAY):
        return StoreUnreachableError(
            f"{what}: expected Neo4j to answer at {address}, got no connection ({name}); "
            "start the server or correct GUANLIAN_NEO4J__URI",
            statement=what,
            error=name,
        )
    if isinstance(error, ConfigurationError):
        return SettingsError(
            f"neo4j: the driver refuses the connection's settings ({name}); "
            "correct GUANLIAN_NEO4J__URI, expected bolt://HOST:PORT",
            error=name,
        )
    return StoreError(f"{what}: the driver of Neo4j failed ({name})", statement=what, error=name)


def _of_server(error: Neo4jError, what: str, address: str) -> StoreError:
    code = error.code or type(error).__name__
    about = {"statement": what, "error": code}
    if code.endswith(".Security.CredentialsExpired"):
        return StoreAuthError(
            f"Neo4j at {address} wants its first password changed; do so as the server's guide says, "
            "then set GUANLIAN_NEO4J__PASSWORD",
            **about,
        )
    if isinstance(error, AuthError) or ".Security." in code:
        return StoreAuthError(
            f"Neo4j at {address} refuses user or password ({_last(code)}); "
            "correct GUANLIAN_NEO4J__USER and GUANLIAN_NEO4J__PASSWORD",
            **about,
        )
    if code.endswith(".Database.DatabaseNotFound"):
        return StoreDatabaseError(
            f"Neo4j at {address} has no database of the configured name; correct GUANLIAN_NEO4J__DATABASE "
            "(the community edition has one, named neo4j)",
            **about,
        )
    if code.endswith((".Database.DatabaseUnavailable", ".General.DatabaseUnavailable")):
        return StoreUnreachableError(
            f"{what}: the database at {address} is starting or stopping; try again when it is online", **about
        )
    if "TransactionTimedOut" in code:
        return StoreTimeoutError(
            f"{what}: Neo4j ended the statement because it ran longer than its time limit; "
            "ask for less, or raise GUANLIAN_NEO4J__TIMEOUT_S (a read) or GUANLIAN_NEO4J__WRITE_TIMEOUT_S",
            **about,
        )
    if code.endswith((".LockAcquisitionTimeout", ".DeadlockDetected", ".LockClientStopped")):
        return StoreBusyError(
            f"{what}: another transaction holds what this one needs ({_last(code)}); "
            "let the other writer end, then run the same again",
            **about,
        )
    if _about_an_index(error, code):
        return StoreIndexError(
            f"{what}: an index that it needs is missing or still being built; "
            "run guanlian neo4j schema, or wait until SHOW INDEXES says ONLINE",
            **about,
        )
    if isinstance(error, ConstraintError) or "ConstraintValidation" in code or "ConstraintCreation" in code:
        return IntegrityError(
            f"{what}: a key is there twice or not of its type, so the server refused; "
            "the database was changed by other hands: run guanlian neo4j verify",
            **about,
        )
    if "OutOfMemory" in code:
        return StoreError(
            f"{what}: the server has no memory left for this transaction; "
            "raise its server.memory.heap.max_size, or write smaller pages",
            **about,
        )
    return StoreError(f"{what}: Neo4j at {address} failed with {code}", **about)


def _about_an_index(error: Neo4jError, code: str) -> bool:
    if ".Schema.Index" in code:
        return True
    text = (error.message or "").lower()
    return code.endswith(".ProcedureCallFailed") and any(word in text for word in _INDEX_WORDS)


def _last(code: str) -> str:
    return code.rsplit(".", 1)[-1]
