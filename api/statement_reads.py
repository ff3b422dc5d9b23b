"""Statements of the catalogue for people: list them, show one to paste, run a read one.

A read runs with a limit of rows and of time and leaves one line in the log. Ids of persons are
hashes and are shown with the masked name of the vault; a column that is personal is withheld.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import structlog
from pydantic import Field

from api.answers import Answer
from api.output import table
from cypher.catalogue import Mode, Query, load
from cypher.parameters import PARAMETERS, Kind, browser_lines, typed
from graph.columns import Sensitivity
from graph.errors import GuanlianError, InputError, NotFoundError
from graph.logs import WITHHELD
from graph.tables import TABLES

if TYPE_CHECKING:
    from rich.console import RenderableType

    from api.readers import Names
    from graph.store.neo4j.database import Database

_LOG = structlog.get_logger(__name__)
_PERSON = "P:"


class Statement(Answer):
    """One statement of the catalogue."""

    name: str
    purpose: str
    mode: Mode
    params: tuple[str, ...]
    returns: tuple[str, ...]
    source: str
    param_lines: tuple[str, ...] = Field(
        default=(), description="Lines that set the parameters in Neo4j Browser"
    )
    text: str | None = Field(default=None, description="The statement; None in a list")


class Statements(Answer):
    """Statements of the catalogue."""

    items: tuple[Statement, ...]


class Rows(Answer):
    """Rows of one read; days are numbers like 20261031."""

    query: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    labels: dict[str, str] = Field(description="Masked name by id of a person")
    shown: int = Field(ge=0)
    truncated: bool = Field(description="More rows follow; ask with a larger limit")


def listed(mode: str | None = None) -> Statements:
    """All statements, or those of a mode."""
    if mode is not None and mode not in tuple(Mode):
        raise InputError(f"mode: expected one of {', '.join(Mode)}, got {mode}")
    chosen = (query for query in load().values() if mode in (None, query.mode))
    return Statements(items=tuple(_statement(query) for query in chosen))


def shown(name: str, given: Sequence[str] = ()) -> Statement:
    """One statement with its parameters, ready to paste into Neo4j Browser.

    Raises
    ------
    NotFoundError
        If the catalogue has no such name.
    InputError
        If a parameter is not one of the statement's, or no value of its kind.
    """
    query = _query(name)
    values = _values(query, given)
    lines = browser_lines({param: values.get(param, _example(param)) for param in query.params})
    return _statement(query).model_copy(update={"param_lines": tuple(lines), "text": query.text})


def run(
    database: Database,
    names: Names | None,
    name: str,
    given: Sequence[str],
    *,
    limit: int,
    timeout_s: float | None,
) -> Rows:
    """Rows of a read statement.

    Parameters
    ----------
    database : Database
    names : Names or None
        Masked names of persons, None where there is no vault.
    given : sequence of str
        Parameters as ``name=value``.
    limit : int
        Rows at most; also the statement's ``max_rows`` unless that is given.
    timeout_s : float or None
        Seconds at most, None as the settings say.

    Raises
    ------
    NotFoundError
        If the catalogue has no such name.
    InputError
        If the statement is no read, or a parameter is missing, unknown or of another kind.
    StoreError
        If the server does not answer as it should.
    """
    query = _query(name)
    if query.mode is not Mode.READ:
        raise InputError(f"{name}: expected a statement of mode read, got one of mode {query.mode}")
    values = _complete(query, _values(query, given), limit)
    started, outcome, found = time.monotonic(), "failed", []
    try:
        found = database.records(name, timeout_s=timeout_s, most=limit + 1, **values)
        outcome = "done"
    except GuanlianError as error:
        outcome = error.code
        raise
    finally:
        seconds = round(time.monotonic() - started, 3)
        _LOG.info(
            "query.run", query=name, params=_logged(values), rows=len(found), seconds=seconds, outcome=outcome
        )
    hidden = _personal_columns()
    rows = tuple(
        tuple(WITHHELD if column in hidden else record[column] for column in query.returns)
        for record in found[:limit]
    )
    persons = sorted(set(_persons(rows)))
    return Rows(
        query=name,
        columns=query.returns,
        rows=rows,
        labels=dict(names.masked(persons)) if names is not None else {},
        shown=len(rows),
        truncated=len(found) > limit,
    )


def render_list(answer: Statements) -> Iterator[RenderableType]:
    """One line a statement."""
    lines = ((found.name, found.mode, ", ".join(found.params), found.purpose) for found in answer.items)
    yield table("Statements", ("=id", "mode", "parameters", "purpose"), lines)


def text_of(answer: Statement) -> str:
    """Parameters and statement as lines to paste; never folded, a folded comment is no comment."""
    return "\n".join(
        [
            f"// {answer.name}: {answer.purpose}",
            f"// returns {', '.join(answer.returns) or 'nothing'}",
            *answer.param_lines,
            f"{answer.text};",
        ]
    )


def render_rows(answer: Rows) -> Iterator[RenderableType]:
    """Rows as a table; a person's id with the masked name."""
    more = ", more follow" if answer.truncated else ""
    lines = ([_shown(value, answer.labels) for value in row] for row in answer.rows)
    yield table(f"{answer.query} ({answer.shown} rows{more})", answer.columns, lines)


def _statement(query: Query) -> Statement:
    return Statement(
        name=query.name,
        purpose=query.purpose,
        mode=query.mode,
        params=query.params,
        returns=query.returns,
        source=query.source,
    )


def _query(name: str) -> Query:
    query = load().get(name)
    if query is None:
        raise NotFoundError(f"{name}: expected the name of a statement, got none; see guanlian queries list")
    return query


def _values(query: Query, given: Iterable[str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for part in given:
        name, equals, text = part.partition("=")
        if not equals or name not in query.params:
            raise InputError(
                f"{query.name}: expected name=value with one of {', '.join(query.params) or 'none'}"
            )
        try:
            values[name] = typed(name, text)
        except ValueError as error:
            raise InputError(f"{query.name}: {error}") from error
    return values


def _complete(query: Query, values: dict[str, Any], limit: int) -> dict[str, Any]:
    if "max_rows" in query.params:
        values.setdefault("max_rows", limit + 1)
    if "known_by" in query.params and "as_of" in values:
        values.setdefault("known_by", values["as_of"])
    missing = [name for name in query.params if name not in values]
    if missing:
        raise InputError(f"{query.name}: {', '.join(missing)} missing; give -p name=value")
    return values


def _example(name: str) -> Any:
    known = PARAMETERS.get(name)
    return None if known is None else known.example


def _logged(values: Mapping[str, Any]) -> dict[str, Any]:
    """Days, counts and ids of enterprises; whatever else a value is, it may be personal."""
    return {
        name: value
        if name in PARAMETERS
        and not (PARAMETERS[name].kind is Kind.ID and (name != "enterprise_id" or value.startswith(_PERSON)))
        else WITHHELD
        for name, value in values.items()
    }


def _personal_columns() -> set[str]:
    kept_back = (Sensitivity.PERSONAL, Sensitivity.NEVER_IMPORT)
    return {
        column.name for each in TABLES.values() for column in each.columns if column.sensitivity in kept_back
    }


def _persons(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if value.startswith(_PERSON):
            yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _persons(item)
    elif isinstance(value, dict):
        yield from _persons(list(value.values()))


def _shown(value: Any, labels: Mapping[str, str]) -> str:
    if value is None:
        return "-"
    if isinstance(value, list | tuple):
        return " > ".join(_shown(item, labels) for item in value)
    if isinstance(value, float):
        return f"{value:.6g}"
    label = labels.get(value) if isinstance(value, str) else None
    return f"{value}" if label is None else f"{value} ({label})"
