"""What exports may be made for, and who may receive them, as an answer."""

from __future__ import annotations

from api.exports.shapes import PurposeChoice, PurposeList, RecipientChoice
from scoring.sharing import sharing_of


def purpose_list(pack: str) -> PurposeList:
    """Purposes and recipients of a pack."""
    held = sharing_of(pack)
    return PurposeList(
        pack=pack,
        purposes=tuple(
            PurposeChoice(code=code, label=found.label, recipients=found.recipients, reveals=found.reveals)
            for code, found in held.purposes.items()
        ),
        recipients=tuple(
            RecipientChoice(code=code, label=found.label) for code, found in held.recipients.items()
        ),
    )
