"""Rows of one batch that name one fact: known beats unknown, two known values conflict."""

from __future__ import annotations

import numpy as np

from graph.arrays import Frame
from graph.store.embedded.columns import Numbers, comparable, concat_frames, is_known
from graph.store.embedded.layout import ALIAS, StoredTable

Conflict = tuple[int, str]
"""Slot of the fact and the column in which a rejected row differs."""


def unite_rows(stored: StoredTable, rows: Frame, day: str) -> tuple[Frame, list[Conflict]]:
    """One row for each (fact, day), filled from all its rows in file order.

    A row that knows another value than the rows before it is rejected as a whole.

    Parameters
    ----------
    stored : StoredTable
    rows : Frame in file order
    day : str
        Column of days that belongs to the group's key.

    Returns
    -------
    Frame, rejected rows as (fact slot, first column that differs)
    """
    fact = rows.numbers("fact")
    repeated = np.bincount(fact)[fact] > 1 if rows.rows else np.zeros(0, dtype=bool)
    if not repeated.any():
        return rows, []
    several = np.flatnonzero(repeated)
    key = fact[several].astype(np.int64) << 32 | (rows.numbers(day)[several].astype(np.int64) + 2**31)
    order = np.argsort(key, kind="stable")
    ranked = key[order]
    first = np.flatnonzero(np.r_[True, ranked[1:] != ranked[:-1]])
    sizes = np.diff(np.r_[first, len(order)])
    in_group = np.repeat(sizes > 1, sizes)
    if not in_group.any():
        return rows, []
    repeated[several[order[~in_group]]] = False
    united, conflicts = _fill(stored, rows.take(several[order[in_group]]), sizes[sizes > 1])
    return concat_frames([rows.take(~repeated), united]), conflicts


def _fill(stored: StoredTable, rows: Frame, sizes: Numbers) -> tuple[Frame, list[Conflict]]:
    """Unite rows that lie group by group; ``sizes`` are the groups' lengths, all > 1."""
    starts = np.cumsum(np.r_[0, sizes[:-1]])
    names = [*stored.content, *([ALIAS] if ALIAS in rows else [])]
    values = {name: comparable(rows[name]) for name in names}
    known = {name: is_known(stored, name, rows[name]) for name in stored.content}
    if ALIAS in rows:
        known[ALIAS] = rows.numbers(ALIAS) >= 0
    chosen = {name: starts.copy() for name in names}
    conflicts: list[tuple[int, Conflict]] = []
    for rank in range(1, int(sizes.max())):
        groups = np.flatnonzero(sizes > rank)
        row = starts[groups] + rank
        rejected = np.zeros(len(groups), dtype=bool)
        for name in names:
            held = chosen[name][groups]
            differs = known[name][held] & known[name][row] & (values[name][held] != values[name][row])
            conflicts.extend(
                (int(place), (int(rows.numbers("fact")[place]), name)) for place in row[differs & ~rejected]
            )
            rejected |= differs
        for name in names:
            fills = ~rejected & ~known[name][chosen[name][groups]] & known[name][row]
            chosen[name][groups[fills]] = row[fills]
    columns = {name: rows.take(chosen[name])[name] if name in chosen else None for name in rows}
    united = rows.take(starts).replace(
        **{name: column for name, column in columns.items() if column is not None}
    )
    return united, [conflict for _, conflict in sorted(conflicts)]
