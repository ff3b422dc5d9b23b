"""What asking for an export can be refused for, beside the errors of every request."""

from __future__ import annotations

from graph.errors import GuanlianError


class ExportQuotaError(GuanlianError):
    """An account, or all together, have as many exports as they may."""

    code = "export_quota"
    status = 429


class ExportNotReadyError(GuanlianError):
    """The file of an export is not there: it is not made yet, failed, or was deleted."""

    code = "export_not_ready"
    status = 409


class ExportGoneError(GuanlianError):
    """The file of an export was deleted after its days."""

    code = "export_expired"
    status = 410


class ExportScopeError(GuanlianError):
    """An export was made for another scope than its account has now."""

    code = "out_of_scope"
    status = 403
