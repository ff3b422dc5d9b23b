"""``guanlian backup``: a copy of the home while it is in use."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.output import JsonOption, emit
from api.workplace import Workplace


def backup(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Empty or absent folder outside of the home.")],
    as_json: JsonOption = False,
) -> None:
    """Copy the home with its state, months and audit; exports are left out, they are made again."""
    from api import backup as backups
    from api.security.viewer import TERMINAL

    place: Workplace = ctx.obj
    made = backups.back_up(place, folder)
    place.audit.record(TERMINAL, "backup.made", details={"audit_row": made.audit_row})
    emit(made, as_json, backups.render)
