"""Cursor of a list of neighbours: the last item it gave, by the keys of the list's order."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from graph.domain import TIE_KINDS, TieKind
from graph.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class NeighbourCursor:
    """Place of an item in the order (tie kind, neighbour id, tie id)."""

    kind: TieKind
    neighbour_id: str
    tie_id: str

    @property
    def kind_code(self) -> int:
        """Code of the tie kind, by which kinds are ordered."""
        return TIE_KINDS.index(self.kind)

    def encoded(self) -> str:
        """Text that a reader hands back."""
        return base64.urlsafe_b64encode(
            "\x1f".join((self.kind, self.neighbour_id, self.tie_id)).encode()
        ).decode()

    @classmethod
    def decoded(cls, text: str) -> NeighbourCursor:
        """Cursor of a text.

        Raises
        ------
        InputError
            If the text is none that ``encoded`` made.
        """
        try:
            word, neighbour_id, tie_id = base64.urlsafe_b64decode(text.encode()).decode().split("\x1f")
            return cls(kind=TieKind(word), neighbour_id=neighbour_id, tie_id=tie_id)
        except (binascii.Error, UnicodeError, ValueError) as error:
            raise InputError("the cursor is not one that this list gave out: start without one") from error
