"""What a receipt may tell of a related enterprise outside the reader's area: its published records only."""

from __future__ import annotations

from collections.abc import Mapping

from scoring.results_base import Label
from scoring.results_types import ReceiptLine

_UNPUBLISHED = Label(zh="一条未公开的记录", en="an unpublished record")


def without_secrets(line: ReceiptLine, visible: Mapping[str, bool]) -> ReceiptLine:
    """The line; an unpublished record of a party outside the area without its details.

    Parameters
    ----------
    line : ReceiptLine
    visible : mapping of party id to whether the reader's area holds it
    """
    part = line.part
    if part is None or part.record is None or part.record.published or visible.get(part.party.id, False):
        return line
    hidden = part.record.model_copy(
        update={
            "record_id": "",
            "kind": "unpublished",
            "label": _UNPUBLISHED,
            "severity": None,
            "decided_on": None,
            "document_no": None,
            "authority": None,
            "source": None,
        }
    )
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
