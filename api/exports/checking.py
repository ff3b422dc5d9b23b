"""What a request for an export has to meet before anything is made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from api import month_reads
from api.exports.kinds import KINDS, KindRule
from api.exports.shapes import ExportRequest, Language
from api.exports.stamp import Stamp
from api.readers import Readers, Reading
from api.security.scope import require
from api.security.viewer import Viewer
from graph.errors import InputError
from scoring.sharing import sharing_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A request that may be made: its month, the id of its subject, purpose and recipient."""

    reading: Reading
    subject: str | None
    purpose: str
    recipient: str


def check_request(readers: Readers, viewer: Viewer, request: ExportRequest) -> Checked:
    """Open the month and check subject, parameters, purpose and recipient.

    Raises
    ------
    InputError, NotFoundError, OutOfScopeError
        If one of them is not as the kind, the month or the viewer's area allows.
    """
    reading = Reading.open(readers, request.month, request.revision, viewer=viewer)
    rule = KINDS[request.kind]
    spare = request.parameters.model_fields_set - rule.parameters - {"language"}
    if spare:
        allowed = ", ".join(sorted({*rule.parameters, "language"}))
        raise InputError(f"parameters: {request.kind} obeys only {allowed}, got {', '.join(sorted(spare))}")
    purpose, recipient = sharing_of(reading.info.pack).checked(request.purpose, request.recipient)
    return Checked(
        reading=reading,
        subject=_subject(reading, rule, request.subject),
        purpose=purpose,
        recipient=recipient,
    )


def _subject(reading: Reading, rule: KindRule, given: str | None) -> str | None:
    if rule.subject == "none":
        if given is not None:
            raise InputError("subject: expected none for this kind, got one; leave it out")
        return None
    if given is None:
        raise InputError(f"subject: expected the id of the {rule.subject}, got none; name it")
    if rule.subject == "cluster":
        return month_reads.cluster(reading, given).cluster.summary.cluster_id
    found = month_reads.enterprise_id(reading, given)
    require(reading, found)
    return found


def stamp_of(
    reading: Reading, viewer: Viewer, *, purpose: str, recipient: str, at: datetime, language: Language
) -> Stamp:
    """What the file says of itself."""
    held = sharing_of(reading.info.pack)
    same = viewer.display == viewer.account
    return Stamp(
        operator=viewer.account if same else f"{viewer.display}（{viewer.account}）",
        purpose=held.purposes[purpose].label,
        recipient=held.recipients[recipient].label,
        at=at,
        published=reading.published,
        language=language,
    )
