"""All errors of a pack's content at once, not only those that are met first.

What breaks the language is replaced by a stand-in of the shipped pack, so that the rest is
still checked; what a stand-in could have caused is not told.
"""

from __future__ import annotations

import copy
from typing import Any

from pydantic import ValidationError

from scoring.pack_check import Finding, check_pack
from scoring.pack_model import Pack

Location = tuple[str | int, ...]

STAND_IN = "mrt"
"""Shipped pack whose parts stand in for broken ones."""

_ROUNDS = 20
_KEPT = ("id", "factor", "weight", "fact_group")
_REACH = {"kappa", "factors", "score_form", "classes", "fact_groups", "indicators"}


def all_faults(content: dict[str, Any], good: dict[str, Any], error: ValidationError) -> list[Finding]:
    """Every error of a content that breaks the language.

    Parameters
    ----------
    content : dict
        Of the pack, its parts put in.
    good : dict
        Of ``STAND_IN``.
    error : ValidationError
        With which the content was refused.

    Returns
    -------
    list of Finding
        Each once, those that were met first first.
    """
    mended = _Mended(content, good)
    found = mended.take_out(error)
    for _ in range(_ROUNDS):
        try:
            pack = Pack.model_validate(mended.content)
        except ValidationError as again:
            more = [fault for fault in mended.take_out(again) if fault not in found]
            if not more:
                break
            found += more
            continue
        return [*found, *(f for f in check_pack(pack).findings if not mended.may_have_caused(f))]
    return found


class _Mended:
    """Content in which stand-ins replace what was refused.

    Invariant: rows of ``indicators`` keep their positions, so every place stays that of the file.
    """

    def __init__(self, content: dict[str, Any], good: dict[str, Any]) -> None:
        self.content = copy.deepcopy(content)
        self._good = good
        self._sections: set[str] = set()
        self._unnamed: set[int] = set()
        self._weights_unsure = False

    def take_out(self, error: ValidationError) -> list[Finding]:
        """Errors as findings; what they are about is replaced."""
        found, fields = [], dict[int, set[str]]()
        for detail in error.errors(include_url=False):
            fault = _fault(detail, self.content)
            found.append(fault)
            at = fault.location
            if detail["type"] == "extra_forbidden":
                _delete(self.content, at)
            elif at[:1] == ("indicators",) and len(at) > 1:
                fields.setdefault(int(at[1]), set()).update(str(name) for name in at[2:3])
            elif at:
                self._stand_in(str(at[0]))
        for row, names in fields.items():
            self._stand_in_indicator(row, names)
        return found

    def may_have_caused(self, finding: Finding) -> bool:
        """Whether a finding on the mended content may come from a stand-in."""
        at = finding.location
        if at[0] == "kappa":
            return bool(self._sections & _REACH)
        if at[0] != "indicators":
            return at[0] in self._sections
        if at[-1] == "id":
            return at[1] in self._unnamed
        return "fact_groups" in self._sections if at[-1] == "fact_group" else self._weights_unsure

    def _stand_in(self, section: str) -> None:
        self._sections.add(section)
        self._weights_unsure |= section == "indicators"
        if section in self._good:
            self.content[section] = copy.deepcopy(self._good[section])
        else:
            self.content.pop(section, None)

    def _stand_in_indicator(self, row: int, broken: set[str]) -> None:
        """A plain indicator of the same id, factor, weight and fact group, where they can be read."""
        self._sections.add("indicators")
        told = self.content["indicators"][row]
        entry = told if isinstance(told, dict) else {}
        kept = {name: entry[name] for name in _KEPT if name in entry and name not in broken}
        self._weights_unsure |= not {"factor", "weight"} <= set(kept)
        if "id" not in kept:
            self._unnamed.add(row)
        self.content["indicators"][row] = {**self._good["indicators"][0], **kept}


def _fault(detail: Any, content: dict[str, Any]) -> Finding:
    """One error of pydantic: the field, the indicator it belongs to, expected and got."""
    message = detail["msg"].removeprefix("Value error, ")
    location: Location = tuple(detail["loc"])
    if not location and message.split(":")[0] in content:
        field, _, message = message.partition(": ")
        location = (field,)
    named = (".".join(str(part) for part in location) or "pack") + _id_of(content, location)
    got = detail.get("input")
    shown = f", got {got!r}" if isinstance(got, str | int | float | bool) and "got" not in message else ""
    return Finding(location=location, message=f"{named}: {message}{shown}")


def _id_of(content: dict[str, Any], location: Location) -> str:
    """Id of the indicator a field belongs to, in brackets; positions count over all files."""
    entries = content.get("indicators")
    if location[:1] != ("indicators",) or len(location) < 2 or not isinstance(entries, list):
        return ""
    entry = entries[int(location[1])]
    return f" ({entry.get('id')})" if isinstance(entry, dict) and "id" in entry else ""


def _delete(content: Any, location: Location) -> None:
    """Take an unknown field out; a discriminator's tag in the path is no field."""
    for part in location[:-1]:
        row = isinstance(content, list) and isinstance(part, int) and part < len(content)
        if row or (isinstance(content, dict) and part in content):
            content = content[part]
    if isinstance(content, dict):
        content.pop(location[-1], None)
