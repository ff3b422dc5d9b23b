"""An export made at once, for the command line: the same checks, the same file, the same audit."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from api.exports.checking import check_request, stamp_of
from api.exports.folder import file_sha256
from api.exports.kinds import KINDS
from api.exports.making import maker_of
from api.exports.shapes import ExportFile, ExportRequest
from api.exports.task import AuthorityName, Bounds, Task
from api.readers import Readers
from api.security.audit import Audit
from api.security.viewer import Viewer
from graph.disk import disk_full_as_error
from graph.errors import InputError


def write_export(
    readers: Readers,
    viewer: Viewer,
    request: ExportRequest,
    out: Path,
    *,
    audit: Callable[[], Audit],
    bounds: Bounds,
    at: datetime,
    authority_name: AuthorityName,
) -> ExportFile:
    """Write a file that does not exist yet; it is there only when whole and on record.

    Parameters
    ----------
    audit : callable
        Opens the audit, once the request is checked.
    at : datetime
        Time that the file names; the same time, viewer and data make the same bytes.

    Raises
    ------
    InputError
        If the file exists, its folder does not, or the request is not allowed.
    DiskFullError
        If there is no room; nothing is left.
    """
    if out.exists() or not out.parent.is_dir():
        raise InputError("out: expected a new file in a folder that exists; name another")
    checked = check_request(readers, viewer, request)
    told = stamp_of(
        checked.reading,
        viewer,
        purpose=checked.purpose,
        recipient=checked.recipient,
        at=at,
        language=request.parameters.language,
    )
    partial = out.with_name(f"{out.name}.{os.getpid()}.partial")
    try:
        made = maker_of(request.kind)(
            Task(
                reading=checked.reading,
                subject=checked.subject,
                parameters=request.parameters,
                stamp=told,
                bounds=bounds,
                path=partial,
                authority_name=authority_name,
            )
        )
        sha256 = file_sha256(partial)
        info = checked.reading.info
        audit().record(
            viewer,
            "export.made",
            subject=checked.subject,
            purpose=checked.purpose,
            details={
                "kind": request.kind.value,
                "recipient": checked.recipient,
                "month": f"{info.month} r{info.revision}",
                "sha256": sha256,
                "rows": str(made.rows),
            },
        )
        with disk_full_as_error("the export", out.parent):
            size = partial.stat().st_size
            os.chmod(partial, 0o600)
            os.rename(partial, out)
    finally:
        partial.unlink(missing_ok=True)
    return ExportFile(
        name=out.name,
        media_type=KINDS[request.kind].media_type,
        size=size,
        sha256=sha256,
        content_sha256=made.content_sha256,
        rows=made.rows,
        truncated=made.truncated,
    )
