"""Settings in force as a table or JSON, secrets masked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import typer

from api.output import console, table
from api.words import Say, heads, line

if TYPE_CHECKING:
    from graph.settings import Settings


def show_settings(settings: Settings, as_json: bool, say: Say) -> None:
    """Print every setting with the environment variable that sets it."""
    shown = settings.shown()
    if as_json:
        typer.echo(json.dumps(shown, indent=2, ensure_ascii=False))
        return
    console().print(table(line(say, "settings"), heads(say, "variable", "value"), _rows("GUANLIAN_", shown)))


def _rows(prefix: str, values: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    for name, value in values.items():
        variable = prefix + name.upper()
        if isinstance(value, Mapping):
            yield from _rows(f"{variable}__", value)
        else:
            yield variable, "-" if value is None else value
