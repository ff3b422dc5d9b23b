"""How commands answer: tables on a terminal by default, JSON on demand."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, TypeVar

import typer
from pydantic import BaseModel
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

MOST_ROWS = 1_000
"""Rows of one page at most."""

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]
MonthOption = Annotated[
    str | None, typer.Option("--month", metavar="YYYY-MM", help="Month; without it the latest one.")
]
RevisionOption = Annotated[
    int | None, typer.Option("--revision", min=1, help="Revision; without it the one in force.")
]
CursorOption = Annotated[str | None, typer.Option("--cursor", help="Cursor of the page before.")]
LimitOption = Annotated[int, typer.Option("--limit", min=1, max=MOST_ROWS, help="Rows at most.")]

_PLAIN_WIDTH = 140
"""Columns of a table that goes to a file or a pipe."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

_M = TypeVar("_M", bound=BaseModel)


def emit(answer: _M, as_json: bool, render: Callable[[_M], Iterable[RenderableType]]) -> None:
    """Print an answer as JSON, or as the tables that ``render`` makes of it."""
    if as_json:
        typer.echo(answer.model_dump_json(indent=2))
        return
    screen = console()
    for part in render(answer):
        screen.print(part)


def console(*, errors: bool = False) -> Console:
    """Console of stdout (or stderr) that never wraps a table into a pipe at 80 columns."""
    stream = sys.stderr if errors else sys.stdout
    return Console(file=stream, width=None if stream.isatty() else _PLAIN_WIDTH, highlight=False)


def cell(value: object) -> Text:
    """Text of a value from data: no markup, no control characters that steer a terminal."""
    shown = "" if value is None else str(value)
    return Text(_CONTROL.sub("\N{REPLACEMENT CHARACTER}", shown))


def table(title: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> Group:
    """Plain table under a line of title.

    A head that starts with ``#`` is of a right-aligned number, one with ``=`` of an id, a month
    or another text that is copied: both are never folded.
    """
    made = Table(box=None, pad_edge=False, header_style="bold")
    for head in heads:
        number = head.startswith("#")
        made.add_column(
            head.lstrip("#="),
            justify="right" if number else "left",
            overflow="fold",
            no_wrap=number or head.startswith("="),
        )
    for row in rows:
        made.add_row(*(cell(value) for value in row))
    return Group(cell(""), cell(title), made)
