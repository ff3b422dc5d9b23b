"""What results may be used for and who may receive them: a section of the packs, in files of its own.

It moves no score, so it is no part of a pack's hash: who may receive results can change while
the published months stay as they are. A pack that names no file gets the narrowest one.
"""

from __future__ import annotations

from datetime import date
from functools import cache

from pydantic import BaseModel, ConfigDict, Field, model_validator

from graph.errors import CatalogueError, InputError
from graph.packaged import packaged
from scoring.results_base import Label

OWN_UNIT = "own_unit"
"""Recipient where a request names none."""
FILES = ("mrt", "xinjiang", "narrow")
_WITHOUT = "narrow"


class Recipient(BaseModel):
    """Who may receive results."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)
    source: str = Field(min_length=1)

    @property
    def label(self) -> Label:
        """Name in both languages."""
        return Label(zh=self.zh, en=self.en)


class Purpose(Recipient):
    """What results are used for: who may receive them then, and whether a person may be named."""

    reveals: bool
    recipients: tuple[str, ...] = Field(min_length=1)


class Sharing(BaseModel):
    """Purposes and recipients of some packs."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    packs: tuple[str, ...]
    since: date
    purposes: dict[str, Purpose]
    recipients: dict[str, Recipient]

    @model_validator(mode="after")
    def _known(self) -> Sharing:
        for code, purpose in self.purposes.items():
            unknown = set(purpose.recipients) - set(self.recipients)
            if unknown:
                raise ValueError(f"purpose {code}: expected known recipients, got {sorted(unknown)}")
            if OWN_UNIT not in purpose.recipients:
                raise ValueError(f"purpose {code}: expected {OWN_UNIT} among the recipients, got none")
        return self

    def checked(self, purpose: str, recipient: str | None) -> tuple[str, str]:
        """Purpose and recipient of a request.

        Raises
        ------
        InputError
            If the purpose is unknown or does not allow the recipient; neither text is repeated.
        """
        known = self.purposes.get(purpose)
        if known is None:
            raise InputError(f"purpose: expected one of {', '.join(self.purposes)}, got another one")
        chosen = OWN_UNIT if recipient is None else recipient
        if chosen not in known.recipients:
            raise InputError(
                f"recipient: expected one that {purpose} allows ({', '.join(known.recipients)}), "
                "got another one"
            )
        return purpose, chosen

    def reveal_purpose(self, purpose: str) -> str:
        """Purpose of a reveal.

        Raises
        ------
        InputError
            If no person may be named for it.
        """
        known = self.purposes.get(purpose)
        if known is None or not known.reveals:
            allowed = ", ".join(code for code, found in self.purposes.items() if found.reveals)
            raise InputError(f"purpose: expected one that names persons ({allowed}), got another one")
        return purpose


@cache
def sharing_of(pack: str) -> Sharing:
    """Purposes and recipients of a pack; the narrowest where no file names it.

    Parameters
    ----------
    pack : str
        Id of the pack, such as that of the published month.

    Raises
    ------
    CatalogueError
        If a file breaks its contract, or two name one pack.
    """
    every = {name: packaged(Sharing, "scoring", f"packs/sharing/{name}.yaml") for name in FILES}
    found = [name for name, held in every.items() if pack in held.packs]
    if len(found) > 1:
        raise CatalogueError(f"packs/sharing: expected one file for pack {pack}, got {found}")
    return every[found[0] if found else _WITHOUT]
