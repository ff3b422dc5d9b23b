"""Logs: structured events on stderr, with run and request ids, without persons and secrets.

An event is a dotted constant (``graph.loaded``), everything else is a key. A key that
could hold a person's name or a secret is withheld here, whatever its caller meant.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from contextlib import AbstractContextManager
from typing import Any, Literal, TextIO

import structlog

WITHHELD = "[withheld]"
_EXACT = frozenset(
    ("name", "names", "person", "persons", "person_name", "person_names", "full_name", "legal_representative")
)
_PARTS = (
    *("password", "passwd", "secret", "salt", "token", "authorization", "cookie", "credential", "api_key"),
    *("certificate", "citizen", "id_card", "phone", "mobile", "email"),
)


def withhold_personal(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Replace the value of every key that could name a person or hold a secret, nested ones too."""
    for key, value in event.items():
        event[key] = _safe(key, value)
    return event


def _safe(key: str, value: Any) -> Any:
    lowered = str(key).lower()
    if lowered in _EXACT or any(part in lowered for part in _PARTS):
        return WITHHELD
    if isinstance(value, dict):
        return {inner: _safe(str(inner), content) for inner, content in value.items()}
    if isinstance(value, list | tuple):
        return [_safe("", content) for content in value]
    return value


def configure(
    *,
    form: Literal["console", "json"] = "console",
    level: Literal["debug", "info", "warning", "error"] = "info",
    stream: TextIO | None = None,
) -> None:
    """Send all logs of the process, those of libraries too, to one stream in one form.

    Parameters
    ----------
    form : "console" for people, "json" for production (one object a line)
    level : least level that is written
    stream : stderr if not given
    """
    before: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        withhold_personal,
    ]
    render: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=before,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *before,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def run_context(run_id: str) -> AbstractContextManager[Any]:
    """Context in which every event carries the run's id."""
    return structlog.contextvars.bound_contextvars(run_id=run_id)


def request_context(request_id: str) -> AbstractContextManager[Any]:
    """Context in which every event carries the request's id."""
    return structlog.contextvars.bound_contextvars(request_id=request_id)
