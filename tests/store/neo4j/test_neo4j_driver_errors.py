"""Errors of the driver become ours, without the values that the server may quote."""

from __future__ import annotations

import pytest
from neo4j.exceptions import (
    ConfigurationError,
    ConnectionAcquisitionTimeoutError,
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
from graph.store.neo4j.driver_errors import translate


def of_server(code: str, message: str = "about 'secret'") -> Neo4jError:
    return Neo4jError._hydrate_neo4j(code=code, message=message)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (ServiceUnavailable("secret"), StoreUnreachableError),
        (SessionExpired("secret"), StoreUnreachableError),
        (IncompleteCommit("secret"), StoreUnreachableError),
        (ConnectionAcquisitionTimeoutError("secret"), StoreUnreachableError),
        (of_server("Neo.TransientError.Database.DatabaseUnavailable"), StoreUnreachableError),
        (of_server("Neo.TransientError.General.DatabaseUnavailable"), StoreUnreachableError),
        (ConfigurationError("secret"), SettingsError),
        (of_server("Neo.ClientError.Security.Unauthorized"), StoreAuthError),
        (of_server("Neo.ClientError.Security.AuthenticationRateLimit"), StoreAuthError),
        (of_server("Neo.ClientError.Security.CredentialsExpired"), StoreAuthError),
        (of_server("Neo.ClientError.Security.Forbidden"), StoreAuthError),
        (of_server("Neo.ClientError.Database.DatabaseNotFound"), StoreDatabaseError),
        (of_server("Neo.ClientError.Transaction.TransactionTimedOut"), StoreTimeoutError),
        (of_server("Neo.ClientError.Transaction.TransactionTimedOutClientConfiguration"), StoreTimeoutError),
        (of_server("Neo.TransientError.Transaction.LockAcquisitionTimeout"), StoreBusyError),
        (of_server("Neo.TransientError.Transaction.DeadlockDetected"), StoreBusyError),
        (of_server("Neo.ClientError.Schema.IndexNotFound"), StoreIndexError),
        (
            of_server("Neo.ClientError.Procedure.ProcedureCallFailed", "Index is still populating: secret"),
            StoreIndexError,
        ),
        (of_server("Neo.ClientError.Procedure.ProcedureCallFailed"), StoreError),
        (of_server("Neo.ClientError.Schema.ConstraintValidationFailed"), IntegrityError),
        (of_server("Neo.DatabaseError.Schema.ConstraintCreationFailed"), IntegrityError),
        (of_server("Neo.TransientError.General.MemoryPoolOutOfMemoryError"), StoreError),
        (of_server("Neo.ClientError.Statement.SyntaxError"), StoreError),
        (DriverError("secret"), StoreError),
    ],
    ids=lambda value: getattr(value, "code", None) or type(value).__name__,
)
def test_an_error_of_the_driver_becomes_ours_and_loses_its_values(
    error: Neo4jError | DriverError, expected: type[Exception]
) -> None:
    ours = translate(error, "read.things", "127.0.0.1:7687")

    assert type(ours) is expected
    assert "secret" not in f"{ours} {ours.values}"
