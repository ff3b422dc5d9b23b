"""``guanlian openapi``: the schema of the HTTP interface, from which clients are generated."""

from __future__ import annotations

import typer


def openapi() -> None:
    """Print the schema of the HTTP interface (OpenAPI), the same bytes for the same version."""
    import json

    from api.app import schema_of_routes

    typer.echo(json.dumps(schema_of_routes(), ensure_ascii=False, indent=2, sort_keys=True))
