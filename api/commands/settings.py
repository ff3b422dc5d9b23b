"""``guanlian settings``: what is in force, secrets masked."""

from __future__ import annotations

import typer

from api.output import JsonOption
from api.workplace import Workplace


def settings(ctx: typer.Context, as_json: JsonOption = False) -> None:
    """Show the settings in force; each is an environment variable."""
    from api.settings_table import show_settings

    place: Workplace = ctx.obj
    show_settings(place.settings, as_json, place.say)
