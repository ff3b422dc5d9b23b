"""Route of the schema of this service (OpenAPI)."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import JSONResponse

from api.routes.base import new_router

router = new_router("operation")


@router.get("/openapi.json", operation_id="readSchema", include_in_schema=False)
def read_schema(request: Request) -> JSONResponse:
    """Every route with its parameters, answers and problems."""
    return JSONResponse(request.app.openapi())
