"""The desk of exports: takes requests, makes files one by one, hands out own ones only."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import structlog

from api.exports.checking import check_request, stamp_of
from api.exports.errors import ExportGoneError, ExportNotReadyError, ExportScopeError
from api.exports.folder import ExportFolder, file_sha256, new_id
from api.exports.kinds import KINDS
from api.exports.making import maker_of
from api.exports.names import ExportState
from api.exports.register import ExportRegister, Finished, Order, Quota
from api.exports.shapes import ExportList, ExportParameters, ExportRequest, ExportView
from api.exports.task import AuthorityName, Bounds, Task
from api.exports.views import view_of
from api.readers import Readers, Reading
from api.security.audit import Audit
from api.security.rights import Right, Role
from api.security.viewer import Viewer
from graph.errors import GuanlianError, StoreError

_DAY_S = 86_400
_LISTED = 200
_PLAIN = re.compile(r"[^A-Za-z0-9]+")
_log = structlog.stdlib.get_logger("api.exports")


class DeskBounds(Bounds, Protocol):
    """Bounds of the desk, from the settings."""

    @property
    def days(self) -> int: ...  # noqa: D102
    @property
    def waiting(self) -> int: ...  # noqa: D102
    @property
    def waiting_of_all(self) -> int: ...  # noqa: D102
    @property
    def kept(self) -> int: ...  # noqa: D102


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A file that may be handed out."""

    path: Path
    name: str
    media_type: str
    sha256: str


class ExportDesk:
    """Requests, files and their register.

    Parameters
    ----------
    register : ExportRegister
    folder : ExportFolder
    audit : Audit
    readers : callable
        Readers of the application.
    bounds : DeskBounds
    clock : callable
        Gives the time, with its zone.
    authority_name : callable
        Name of a supervising authority by its code.
    """

    def __init__(
        self,
        *,
        register: ExportRegister,
        folder: ExportFolder,
        audit: Audit,
        readers: Callable[[], Readers],
        bounds: DeskBounds,
        clock: Callable[[], datetime],
        authority_name: AuthorityName = lambda code: None,
    ) -> None:
        self.register = register
        self.folder = folder
        self._audit = audit
        self._readers = readers
        self._bounds = bounds
        self._clock = clock
        self._authority_name = authority_name

    def ask(self, viewer: Viewer, request: ExportRequest) -> ExportView:
        """Take a request; what cannot be made for this viewer is refused at once.

        Raises
        ------
        InputError
            If the purpose, the recipient or a parameter is not allowed for this kind and month.
        NotFoundError, OutOfScopeError
            If the month or the subject is not there, or outside of the viewer's area.
        ExportQuotaError
            If the account has as many as it may.
        """
        checked = check_request(self._readers(), viewer, request)
        info = checked.reading.info
        order = Order(
            id=new_id(),
            account=viewer.account,
            viewer=_viewer_text(viewer),
            scope_hash=viewer.scope_hash,
            kind=request.kind,
            subject=checked.subject,
            month=info.month,
            revision=info.revision,
            purpose=checked.purpose,
            recipient=checked.recipient,
            parameters=request.parameters.model_dump_json(exclude_defaults=True),
            asked_at=int(self._clock().timestamp()),
        )
        bounds = self._bounds
        quota = Quota(waiting=bounds.waiting, kept=bounds.kept, waiting_of_all=bounds.waiting_of_all)
        # Recorded first: where the audit refuses, there is no export.
        self._record(viewer, "export.asked", order)
        self.register.add(order, quota)
        return view_of(order)

    def list(self, viewer: Viewer) -> ExportList:
        """Own exports, newest first."""
        found, total = self.register.of_account(viewer.account, _LISTED)
        items = tuple(view_of(order) for order in found)
        return ExportList(items=items, total=total, shown=len(items), truncated=len(items) < total)

    def find(self, viewer: Viewer, identifier: str) -> ExportView:
        """One own export.

        Raises
        ------
        NotFoundError
            If there is none of that id, or it is another account's.
        """
        return view_of(self.register.find(viewer.account, identifier))

    def fetch(self, viewer: Viewer, identifier: str) -> Fetched:
        """File of an own export.

        Raises
        ------
        NotFoundError
            If there is none of that id, or it is another account's.
        ExportNotReadyError, ExportGoneError
            If it is not done, or its days are over.
        ExportScopeError
            If the account's area or rights changed since.
        """
        order = self.register.find(viewer.account, identifier)
        over = order.expires_at is not None and order.expires_at <= int(self._clock().timestamp())
        if order.state is ExportState.EXPIRED or (order.state is ExportState.DONE and over):
            raise ExportGoneError("export: its file was deleted after its days; ask for it again")
        if order.state is not ExportState.DONE or order.file_name is None or order.sha256 is None:
            raise ExportNotReadyError(
                f"export: expected one that is done, this one is {order.state}; ask for its state again"
            )
        if order.scope_hash != viewer.scope_hash:
            raise ExportScopeError(
                "export: it was made for another area or other rights than the account has now; "
                "ask for it again"
            )
        return Fetched(
            path=self.folder.file(identifier),
            name=order.file_name,
            media_type=KINDS[order.kind].media_type,
            sha256=order.sha256,
        )

    def withdraw(self, viewer: Viewer, identifier: str) -> None:
        """Give up an own export and delete its file.

        Raises
        ------
        NotFoundError
            If there is none of that id, or it is another account's.
        """
        self.register.withdraw(viewer.account, identifier)
        self.folder.delete(identifier)

    def begin(self) -> None:
        """Take up what a process before left; the caller holds the lock of the folder."""
        self.register.take_up_again(now=int(self._clock().timestamp()))
        self.tidy()
        self.folder.sweep(self.register.with_file())

    def tidy(self) -> None:
        """Delete files whose days are over."""
        for identifier in self.register.expire(now=int(self._clock().timestamp())):
            self.folder.delete(identifier)

    def make_next(self) -> bool:
        """Make the oldest export that waits; False if none does."""
        order = self.register.claim()
        if order is None:
            return False
        try:
            self._make(order)
        except GuanlianError as error:
            self._fail(order, error.code, error.message)
        except Exception as error:  # the edge of a worker: anything else is a defect
            _log.error("exports.failed", kind=order.kind.value, error=type(error).__name__)
            self._fail(order, "internal", "an unexpected error; report the id of the export")
        return True

    def _make(self, order: Order) -> None:
        viewer = _viewer_of(order.viewer)
        reading = Reading.open(self._readers(), order.month, order.revision, viewer=viewer)
        parameters = ExportParameters.model_validate_json(order.parameters)
        path = self.folder.begin(order.id)
        made = maker_of(order.kind)(
            Task(
                reading=reading,
                subject=order.subject,
                parameters=parameters,
                stamp=stamp_of(
                    reading,
                    viewer,
                    purpose=order.purpose,
                    recipient=order.recipient,
                    at=datetime.fromtimestamp(order.asked_at, UTC),
                    language=parameters.language,
                ),
                bounds=self._bounds,
                path=path,
                authority_name=self._authority_name,
            )
        )
        finished = Finished(
            file_name=file_name(order),
            size=path.stat().st_size,
            sha256=file_sha256(path),
            content_sha256=made.content_sha256,
            rows=made.rows,
            truncated=made.truncated,
        )
        # Recorded before it can be fetched: no file without its row in the audit.
        self._record(viewer, "export.made", order, sha256=finished.sha256, rows=str(made.rows))
        self.folder.keep(order.id)
        now = int(self._clock().timestamp())
        if not self.register.finish(order.id, finished, now=now, expires_at=now + self._bounds.days * _DAY_S):
            self.folder.delete(order.id)

    def _fail(self, order: Order, code: str, detail: str) -> None:
        self.folder.delete(order.id)
        now = int(self._clock().timestamp())
        try:
            self.register.fail(order.id, code=code, detail=detail, now=now)
        except StoreError as error:
            # The row stays running; it is taken up again when the service starts.
            _log.error("exports.not_recorded", kind=order.kind.value, code=error.code)

    def _record(self, viewer: Viewer, event: str, order: Order, **details: str) -> None:
        self._audit.record(
            viewer,
            event,
            subject=order.subject,
            purpose=order.purpose,
            details={
                "export": order.id,
                "kind": order.kind.value,
                "recipient": order.recipient,
                "month": f"{order.month} r{order.revision}",
                **details,
            },
        )


def file_name(order: Order) -> str:
    """Name of the file for its reader: ASCII letters, digits and hyphens only, and its ending."""
    subject = "" if order.subject is None else "-" + _PLAIN.sub("-", order.subject).strip("-")[:40]
    kind = order.kind.value.rsplit("_", 1)[0].replace("_", "-")
    return f"guanlian-{kind}{subject}-{order.month}-r{order.revision}.{KINDS[order.kind].suffix}"


def _viewer_text(viewer: Viewer) -> str:
    return json.dumps(
        {
            "account": viewer.account,
            "display": viewer.display,
            "roles": sorted(viewer.roles),
            "rights": sorted(viewer.rights),
            "authorities": None if viewer.authorities is None else sorted(viewer.authorities),
            "via": viewer.via,
            "key_scopes": None if viewer.key_scopes is None else sorted(viewer.key_scopes),
        }
    )


def _viewer_of(text: str) -> Viewer:
    held = json.loads(text)
    areas, scopes = held["authorities"], held["key_scopes"]
    return Viewer(
        account=held["account"],
        display=held["display"],
        roles=frozenset(Role(name) for name in held["roles"]),
        rights=frozenset(Right(name) for name in held["rights"]),
        authorities=None if areas is None else frozenset(areas),
        via=held["via"],
        key_scopes=None if scopes is None else frozenset(scopes),
    )
