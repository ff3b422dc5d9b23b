"""Routes for those who operate the service: does it live, can it answer, how old is its data."""

from __future__ import annotations

from typing import ClassVar

from fastapi import Request

from api.answers import Health, Readiness
from api.dependencies import ReadersDep
from api.readers import Readers, Reading
from api.routes.base import new_router
from graph.errors import GuanlianError, NotFoundError

router = new_router("operation")


class NotReadyError(GuanlianError):
    """The service lives but has nothing to answer with."""

    code: ClassVar[str] = "not_ready"
    status: ClassVar[int] = 503


@router.get("/health", summary="The process answers, and the age of its data", operation_id="readHealth")
def read_health(request: Request, readers: ReadersDep) -> Health:
    """Alive, with the latest published month."""
    latest = _latest(readers)
    return Health(version=request.app.version, published=None if latest is None else latest.published)


@router.get("/readiness", summary="The process can answer", operation_id="readReadiness")
def read_readiness(request: Request, readers: ReadersDep) -> Readiness:
    """Ready once a month is published, the store can be read, and what first reads wait for is in memory."""
    latest = _latest(readers)
    if latest is None:
        raise NotReadyError("expected a published month, got none; run guanlian score first")
    warming = request.app.state.warming
    if warming is not None and not warming.ready:
        raise NotReadyError("the latest month is being read into memory; ask again in some seconds")
    state = readers.store.state()
    return Readiness(published=latest.published, store_version=state.version, batches=len(state.batches))


def _latest(readers: Readers) -> Reading | None:
    try:
        return Reading.open(readers)
    except NotFoundError:
        return None
