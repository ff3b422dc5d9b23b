"""Routes of exports: asked for, looked after, fetched; own ones only."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Depends, Path, Request, Response, status
from fastapi.responses import FileResponse

from api.dependencies import ReadingDep, ViewerDep
from api.exports.desk import ExportDesk
from api.exports.purposes import purpose_list
from api.exports.shapes import ExportList, ExportRequest, ExportView, PurposeList
from api.exports.workers import ExportWorkers
from api.problems import Problem
from api.routes.base import new_router

router = new_router("exports")

ExportId = Annotated[str, Path(min_length=1, max_length=64, description="Id of an own export")]
_REFUSALS: dict[int | str, dict[str, Any]] = {
    429: {"model": Problem, "description": "The account has as many exports as it may"}
}
_FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/octet-stream": {}}, "description": "The file"},
    409: {"model": Problem, "description": "It is not done"},
    410: {"model": Problem, "description": "Its file was deleted after its days"},
}


async def _workers(request: Request) -> ExportWorkers:
    held = request.app.state.exports
    assert isinstance(held, ExportWorkers)
    return held


WorkersDep = Annotated[ExportWorkers, Depends(_workers)]


async def _desk(workers: WorkersDep) -> ExportDesk:
    return workers.desk


DeskDep = Annotated[ExportDesk, Depends(_desk)]


@router.post(
    "/exports",
    summary="Ask for a file",
    operation_id="askExport",
    status_code=status.HTTP_202_ACCEPTED,
    responses=_REFUSALS,
)
def ask_export(workers: WorkersDep, viewer: ViewerDep, asked: ExportRequest) -> ExportView:
    """Checked at once, made in the background; ask for its state until it is done or failed."""
    made = workers.desk.ask(viewer, asked)
    workers.tell()
    return made


@router.get("/exports", summary="Own exports, newest first", operation_id="listExports")
def list_exports(desk: DeskDep, viewer: ViewerDep) -> ExportList:
    """The newest exports of the account."""
    return desk.list(viewer)


@router.get(
    "/exports/purposes",
    summary="Purposes and recipients that an export may name",
    operation_id="listExportPurposes",
)
def list_export_purposes(reading: ReadingDep) -> PurposeList:
    """Choices of the month's pack."""
    return purpose_list(reading.info.pack)


@router.get("/exports/{export_id}", summary="Where an own export stands", operation_id="readExport")
def read_export(desk: DeskDep, viewer: ViewerDep, export_id: ExportId) -> ExportView:
    """State of one export; another account's is not found."""
    return desk.find(viewer, export_id)


@router.get(
    "/exports/{export_id}/file",
    summary="File of an own export",
    operation_id="fetchExport",
    response_class=FileResponse,
    responses=_FILE,
)
def fetch_export(desk: DeskDep, viewer: ViewerDep, export_id: ExportId) -> FileResponse:
    """The bytes, to be saved and never shown by a browser itself."""
    found = desk.fetch(viewer, export_id)
    return FileResponse(
        found.path,
        media_type=found.media_type,
        headers={
            "Content-Disposition": f"attachment; filename={quote(found.name)}",
            "X-Content-Sha256": found.sha256,
        },
    )


@router.delete(
    "/exports/{export_id}",
    summary="Give up an own export",
    operation_id="withdrawExport",
    status_code=status.HTTP_204_NO_CONTENT,
)
def withdraw_export(desk: DeskDep, viewer: ViewerDep, export_id: ExportId) -> Response:
    """Delete its file; its row stays in the register and the audit."""
    desk.withdraw(viewer, export_id)
    return Response(status_code=status.HTTP_204_NO_CONTENT)
