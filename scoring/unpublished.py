"""What a receipt may tell of what is not the reader's: ties of others, unpublished records of others.

The party, the family of the path and its points stay, because they are why the reader's own
enterprise stands where it stands. Role, share, dates and strengths of a tie that is not public stay
with the authorities of its two ends; so does the strength of the path, which would give them away.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from graph.catalogue import relations
from graph.columns import Sensitivity
from graph.domain import TieKind
from scoring.receipt_sentences import part_sentence
from scoring.results_base import Label
from scoring.results_types import PathTie, ReceiptLine, RelationshipPart

_UNPUBLISHED = Label(zh="一条未公开的记录", en="an unpublished record")
_DATED = frozenset((TieKind.HOLDS,))
"""Not public, yet everybody may know that there is one and since when."""


@cache
def public_kinds() -> frozenset[TieKind]:
    """Tie kinds whose role, share and dates anybody may know."""
    kinds = relations().kinds
    return frozenset(kind for kind, entry in kinds.items() if entry.sensitivity is Sensitivity.PUBLIC)


def without_secrets(
    line: ReceiptLine, visible: Mapping[str, bool], inside: Mapping[str, bool], enterprise_id: str
) -> ReceiptLine:
    """The line without what other authorities keep of related enterprises.

    Parameters
    ----------
    line : ReceiptLine
    visible : mapping of party id to whether its records are the reader's to see
    inside : mapping of node id to whether it is an enterprise of the reader's area
        Persons, places and contacts are none.
    enterprise_id : str
        Of the enterprise whose receipt it is.
    """
    if line.part is None:
        return line
    part = _without_ties(line.part, inside)
    if part is not line.part:
        line = line.model_copy(update={"part": part, "sentence": part_sentence(part, enterprise_id)})
    if part.record is None or part.record.published or visible.get(part.party.id, False):
        return line
    return _without_record(line, part)


def _without_ties(part: RelationshipPart, inside: Mapping[str, bool]) -> RelationshipPart:
    path = tuple(
        tie
        if tie.kind in public_kinds() or inside.get(tie.source_id, False) or inside.get(tie.target_id, False)
        else _cut(tie)
        for tie in part.path
    )
    if all(tie.told for tie in path):
        return part
    return part.model_copy(update={"path": path, "strength": None})


def _cut(tie: PathTie) -> PathTie:
    computed = ("confidence", "role_strength", "share_strength", "ended_decay", "carry", "hub_factor")
    cut = {"told": False, "share": None, "role": None, "control": None, **dict.fromkeys(computed)}
    if tie.kind not in _DATED:
        cut |= {"tie_id": "", "valid_from": None, "valid_to": None}
    return tie.model_copy(update=cut)


def _without_record(line: ReceiptLine, part: RelationshipPart) -> ReceiptLine:
    hidden = None if part.record is None else part.record.model_copy(update=_NO_RECORD)
    who = part.party.name or part.party.id
    return line.model_copy(
        update={
            "part": part.model_copy(update={"record": hidden, "age_months": None}),
            "label": Label(
                zh=f"{part.label.zh}：{_UNPUBLISHED.zh}", en=f"{part.label.en}: {_UNPUBLISHED.en}"
            ),
            "sentence": Label(
                zh=f"关联方{who}有{_UNPUBLISHED.zh}；关联路径见图。",
                en=f"related party {who} has {_UNPUBLISHED.en}; the path is in the picture.",
            ),
            "lifted_by": None,
        }
    )


_NO_RECORD = {
    "record_id": "",
    "kind": "unpublished",
    "label": _UNPUBLISHED,
    "severity": None,
    "decided_on": None,
    "document_no": None,
    "authority": None,
    "source": None,
}
