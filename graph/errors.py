"""One tree of errors; each says what was expected, what was got and what to do.

``code`` is stable and machine readable, ``status`` is the HTTP status of the edge.
Messages carry no person's name and no secret.
"""

from __future__ import annotations

from typing import Any, ClassVar


class GuanlianError(Exception):
    """Base of every error the product raises on purpose.

    Parameters
    ----------
    message : str
        One sentence: expected, got, where, what to do.
    values : Any
        Attributes for handlers and logs; never personal data.
    """

    code: ClassVar[str] = "internal"
    status: ClassVar[int] = 500

    def __init__(self, message: str, **values: Any) -> None:
        super().__init__(message)
        self.message = message
        self.values = values


class InputError(GuanlianError):
    """A file, a row or a parameter is not what was declared."""

    code = "input_invalid"
    status = 422


class MappingError(InputError):
    """A mapping file breaks the mapping language."""

    code = "mapping_invalid"


class CatalogueError(GuanlianError):
    """A catalogue shipped as data is inconsistent."""

    code = "catalogue_invalid"


class PackError(InputError):
    """A rule pack breaks the pack language or is not usable for this month."""

    code = "pack_invalid"


class ModelError(InputError):
    """A model, its training data or its artefact is not what was declared."""

    code = "model_invalid"


class NotFoundError(GuanlianError):
    """Something asked for by id does not exist (or not on that day)."""

    code = "not_found"
    status = 404


class StoreError(GuanlianError):
    """The fact store cannot do what was asked."""

    code = "store_failed"
    status = 503


class StoreBusyError(StoreError):
    """Another writer holds the store."""

    code = "store_busy"
    status = 409


class LoadGuardError(StoreError):
    """A batch would end or change more living ties than its guard allows; nothing was loaded."""

    code = "load_guarded"
    status = 409


class StoreUnreachableError(StoreError):
    """The server that holds the facts does not answer."""

    code = "store_unreachable"


class StoreAuthError(StoreError):
    """The server refuses the user or the password."""

    code = "store_login_refused"


class StoreDatabaseError(StoreError):
    """The server has no database of that name, or it is not started."""

    code = "store_database_missing"


class StoreIndexError(StoreError):
    """An index that a statement needs is missing or still being built."""

    code = "store_index_missing"


class StoreTimeoutError(StoreError):
    """A statement ran longer than it may; it was ended and changed nothing."""

    code = "store_timeout"
    status = 504


class StoreSchemaError(StoreError):
    """The stored schema and the code are of different versions."""

    code = "store_schema"


class IntegrityError(StoreError):
    """Stored bytes do not match their manifest."""

    code = "store_damaged"


class JobError(GuanlianError):
    """A step of the monthly job refuses to go on; nothing is published."""

    code = "job_refused"
    status = 409


class TimeBudgetError(GuanlianError):
    """A read took longer than one request may."""

    code = "time_budget"
    status = 504


class ReadCancelledError(GuanlianError):
    """Nobody waits for a read any more."""

    code = "read_cancelled"
    status = 503


class SettingsError(GuanlianError):
    """A setting is unknown, missing or out of bounds."""

    code = "settings_invalid"


class DiskFullError(StoreError):
    """No space is left where a file has to be written."""

    code = "disk_full"
    status = 507
