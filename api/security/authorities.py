"""The dated tree of supervising authorities: who is above whom, from when to when.

Authorities have no common code: the Production and Construction Corps, development zones and
stations carry none of GB/T 2260. So the tree is a table of its own, delivered by the region as
a file and loaded whole; a code that was merged names its successor, which then also sees what
older months wrote under it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from graph.errors import InputError

MOST_AUTHORITIES = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """One authority for a span of days.

    Attributes
    ----------
    code, name : str
    parent : str or None
        Code of the authority above; None at the top.
    region : str or None
        Code of GB/T 2260, where it has one.
    valid_from, valid_to : date or None
        First day, and first day no longer; None is open.
    succeeded_by : str or None
        Code that took its enterprises over.
    """

    code: str
    name: str
    parent: str | None = None
    region: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    succeeded_by: str | None = None

    def holds(self, day: date) -> bool:
        """Whether the row is in force on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day < self.valid_to
        )


@dataclass(frozen=True)
class AuthorityTree:
    """The tree as of one day.

    Parameters
    ----------
    rows : sequence of Authority
        All rows, of every day.
    day : date
    """

    rows: Sequence[Authority]
    day: date

    @cached_property
    def in_force(self) -> dict[str, Authority]:
        """Rows of the day by code."""
        return {row.code: row for row in self.rows if row.holds(self.day)}

    @cached_property
    def _below(self) -> dict[str, list[str]]:
        below: dict[str, list[str]] = {}
        for row in self.in_force.values():
            if row.parent is not None:
                below.setdefault(row.parent, []).append(row.code)
        return below

    @cached_property
    def _taken_over(self) -> dict[str, list[str]]:
        ended = [row for row in self.rows if row.succeeded_by is not None]
        taken: dict[str, list[str]] = {}
        for row in ended:
            if row.code not in self.in_force and row.succeeded_by is not None:
                taken.setdefault(row.succeeded_by, []).append(row.code)
        return taken

    def name_of(self, code: str) -> str | None:
        """Name of an authority on the day, None if the tree does not know it."""
        found = self.in_force.get(code)
        return None if found is None else found.name

    def under(self, code: str) -> frozenset[str]:
        """Codes of an authority, of everything under it, and of what these took over.

        A code that the tree does not know stands for itself only.
        """
        kept = self._areas.get(code)
        if kept is None:
            kept = self._areas[code] = self._under(code)
        return kept

    @cached_property
    def _areas(self) -> dict[str, frozenset[str]]:
        """Areas asked for so far: every request of an account asks for the same one."""
        return {}

    def _under(self, code: str) -> frozenset[str]:
        reached: set[str] = set()
        waiting = [code]
        while waiting:
            found = waiting.pop()
            if found not in reached:
                reached.add(found)
                waiting += self._below.get(found, ())
                waiting += self._taken_over.get(found, ())
        return frozenset(reached)

    def above(self, code: str) -> tuple[str, ...]:
        """Codes from an authority up to the top, itself first."""
        line: list[str] = []
        found = self.in_force.get(code)
        while found is not None and found.code not in line:
            line.append(found.code)
            found = None if found.parent is None else self.in_force.get(found.parent)
        return tuple(line)


def checked(rows: Iterable[Authority]) -> tuple[Authority, ...]:
    """Rows of a whole tree, checked.

    Raises
    ------
    InputError
        If a code is twice in force on one day, a parent or successor is missing while it is
        needed, somebody is above himself, or a span ends before it begins; the message names codes.
    """
    found = tuple(rows)
    if len(found) > MOST_AUTHORITIES:
        raise InputError(f"authorities: expected at most {MOST_AUTHORITIES} rows, got {len(found)}")
    by_code: dict[str, list[Authority]] = {}
    for row in found:
        by_code.setdefault(row.code, []).append(row)
    for row in found:
        _check_row(row, by_code)
    days = {day for row in found for day in (row.valid_from or date.min, row.valid_to or date.min)}
    for day in sorted(days):
        _check_day(AuthorityTree(found, day))
    return found


def _check_row(row: Authority, by_code: dict[str, list[Authority]]) -> None:
    if not row.code or not row.name:
        raise InputError("authorities: expected a code and a name in every row, got a row without")
    if row.valid_from and row.valid_to and row.valid_to <= row.valid_from:
        raise InputError(
            f"authorities: {row.code} ends on {row.valid_to}, expected a day after {row.valid_from}"
        )
    for other in by_code[row.code]:
        first = max(row.valid_from or date.min, other.valid_from or date.min)
        if other is not row and row.holds(first) and other.holds(first):
            raise InputError(f"authorities: {row.code} is twice in force on one day; expected one row a day")
    for what, code in (("parent", row.parent), ("succeeded_by", row.succeeded_by)):
        if code is not None and code not in by_code:
            raise InputError(f"authorities: {what} of {row.code}: expected a code of the table, got another")
    if row.succeeded_by is not None and row.valid_to is None:
        raise InputError(f"authorities: {row.code} has a successor, expected the day it ended in valid_to")


def _check_day(tree: AuthorityTree) -> None:
    for row in tree.in_force.values():
        if row.parent is not None and row.parent not in tree.in_force:
            raise InputError(
                f"authorities: {row.code} is under {row.parent}, which is not in force on {tree.day}"
            )
        top = tree.above(row.code)[-1]
        if tree.in_force[top].parent is not None:
            raise InputError(f"authorities: {row.code} is above itself; expected a tree")
