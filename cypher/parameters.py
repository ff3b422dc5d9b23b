"""Parameters that reads for people share: one meaning and one type for a name, everywhere.

A value given as text is typed by its name, never by its look: a credit code of digits is no
number. Values of other parameters are written as JSON, so that they say their type themselves.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")
_COUNT = re.compile(r"[0-9]{1,9}")


class Kind(StrEnum):
    """How the text of a value is read."""

    ID = "id"
    DAY = "day"
    COUNT = "count"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One shared parameter.

    Parameters
    ----------
    kind : Kind
    meaning : str
        What it is, for the reader of a statement.
    example : str or int
        Value that stands where none is given.
    """

    kind: Kind
    meaning: str
    example: str | int


PARAMETERS: dict[str, Parameter] = {
    "enterprise_id": Parameter(kind=Kind.ID, meaning="id of an enterprise", example="91330200000000000X"),
    "holder_id": Parameter(
        kind=Kind.ID, meaning="id of a person or an enterprise", example="91330200000000000X"
    ),
    "as_of": Parameter(kind=Kind.DAY, meaning="day of validity", example=20261031),
    "known_by": Parameter(kind=Kind.DAY, meaning="day of knowledge", example=20261031),
    "max_rows": Parameter(kind=Kind.COUNT, meaning="rows at most", example=25),
}


def typed(name: str, text: str) -> Any:
    """Value of a parameter given as text.

    Raises
    ------
    ValueError
        If the text is none of its kind; the message says what was expected, not what was got.
    """
    known = PARAMETERS.get(name)
    if known is None:
        try:
            return json.loads(text)
        except json.JSONDecodeError:
            raise ValueError(f'{name}: expected JSON, such as "text" in quotes, 7 or ["a", "b"]') from None
    if known.kind is Kind.DAY:
        found = _DAY.fullmatch(text)
        if found is None or not ("01" <= found[2] <= "12" and "01" <= found[3] <= "31"):
            raise ValueError(f"{name}: expected a day, YYYY-MM-DD or YYYYMMDD")
        return int("".join(found.groups()))
    if known.kind is Kind.COUNT:
        if not _COUNT.fullmatch(text):
            raise ValueError(f"{name}: expected a whole number")
        return int(text)
    return text


def literal(value: Any) -> str:
    """Cypher literal of a value, for a ``:param`` line of Neo4j Browser.

    Raises
    ------
    TypeError
        If the value is no text, number, flag, None, list or map.
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, str):
        # JSON escapes are Cypher escapes; a single quote needs none inside double quotes.
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    if isinstance(value, dict):
        inner = (f"`{key.replace('`', '``')}`: {literal(item)}" for key, item in value.items())
        return f"{{{', '.join(inner)}}}"
    raise TypeError(f"expected a value of JSON, got {type(value).__name__}")


def browser_lines(values: dict[str, Any]) -> list[str]:
    """One ``:param`` line a value."""
    return [f":param {name} => {literal(value)}" for name, value in values.items()]
