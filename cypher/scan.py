"""Words of a Cypher text, seen once and without what stands in literals and comments.

Literals, back-ticks and comments are matched by one expression: cutting at ``//`` or at a
quote alone would read ``'http://x'`` as a comment and ``// don't`` as a literal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""
      (?P<comment> //[^\n]* | /\*.*?\*/ )
    | (?P<literal> '(?:\\.|[^'\\])*' | "(?:\\.|[^"\\])*" )
    | \$ (?P<param> \w+ | `(?:``|[^`])*` )
    | (?P<quoted> `(?:``|[^`])*` )
    | (?P<word> \w+ )
    | (?P<open> ['"`] | /\* )
    | (?P<end> ; )
    | (?P<mark> [.:] )
    """,
    re.VERBOSE | re.DOTALL,
)


class OpenTextError(ValueError):
    """A literal, a back-tick name or a block comment is not closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """What one pass over a Cypher text found.

    Parameters
    ----------
    params : frozenset of str
        Names after ``$``.
    words : tuple of str
        Bare words in upper case, in order; neither properties (after ``.``) nor labels and
        types (after ``:``).
    procedures : tuple of str
        Dotted names right after CALL, as written.
    ends : int
        Semicolons outside literals and comments.
    """

    params: frozenset[str]
    words: tuple[str, ...]
    procedures: tuple[str, ...]
    ends: int


def scan(text: str) -> Scan:
    """Scan a Cypher text.

    Raises
    ------
    OpenTextError
        If a quote or a block comment is never closed.
    """
    params: set[str] = set()
    words: list[str] = []
    procedures: list[str] = []
    ends, previous = 0, ""
    for found in _TOKEN.finditer(text):
        kind = found.lastgroup
        if kind == "comment":
            continue
        if kind == "open":
            line = text.count("\n", 0, found.start()) + 1
            raise OpenTextError(f"line {line} of the statement: {found.group()} is never closed")
        if kind == "param":
            params.add(found["param"].strip("`"))
        elif kind == "end":
            ends += 1
        elif kind == "word" and previous not in (".", ":"):
            words.append(found.group().upper())
            if found.group().upper() == "CALL":
                called = re.compile(r"\s*([A-Za-z]\w*(?:\.\w+)+)").match(text, found.end())
                procedures += [called[1]] if called else []
        previous = found.group()
    return Scan(params=frozenset(params), words=tuple(words), procedures=tuple(procedures), ends=ends)
