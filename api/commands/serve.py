"""``guanlian serve``: the HTTP service."""

from __future__ import annotations

from typing import Annotated

import typer

from api.workplace import Workplace


def serve(
    ctx: typer.Context,
    host: Annotated[str | None, typer.Option(help="Address; other than loopback only with https.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65_535, help="Port, 0 for any free one.")] = None,
) -> None:
    """Serve the page and the interface to those who sign in."""
    from api.serving import serve as start

    place: Workplace = ctx.obj
    start(place, host, port)
