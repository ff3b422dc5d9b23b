"""The one reason for which a revision is made by a full run."""

from __future__ import annotations

from graph.errors import JobError


class DeltaRefusedError(JobError):
    """A revision cannot be made from what changed alone; a full run makes it."""

    code = "delta_refused"
