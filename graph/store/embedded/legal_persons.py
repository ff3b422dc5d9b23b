"""Legal person of every enterprise: the head office at the top of its branch chain."""

from __future__ import annotations

import numpy as np

from graph.domain import DAY_UNKNOWN, TIE_KINDS, TieKind
from graph.store.embedded.columns import Numbers

BRANCH_OF = TIE_KINDS.index(TieKind.BRANCH_OF)


def heads_of(branch: Numbers, head: Numbers, enterprises: int) -> tuple[Numbers, Numbers]:
    """Top of the chain of each enterprise, from (branch, head office) pairs.

    An enterprise with two different head offices, or inside a cycle of branches, is its
    own legal person.

    Parameters
    ----------
    branch, head : int array, p
        Enterprise codes; pairs may repeat.
    enterprises : int
        Number of enterprises, n.

    Returns
    -------
    legal_person : int32 array, n
    disputed : int32 array
        Codes with two or more different head offices, ascending.
    """
    top = np.arange(enterprises, dtype=np.int32)
    apart = branch != head
    pairs = np.unique(branch[apart].astype(np.int64) * enterprises + head[apart])
    of = pairs // max(enterprises, 1)
    several = np.bincount(of, minlength=enterprises) > 1
    single = ~several[of]
    top[of[single]] = (pairs % max(enterprises, 1))[single]
    last = top
    for _ in range(max(enterprises, 1).bit_length()):
        last = last[last]
    circular = np.zeros(enterprises, dtype=bool)
    circular[last[top[last] != last]] = True
    top[circular] = np.flatnonzero(circular)
    for _ in range(max(enterprises, 1).bit_length()):
        top = top[top]
    return top, np.flatnonzero(several).astype(np.int32)


def branch_ties_in_force(kind: Numbers, valid_from: Numbers, valid_to: Numbers, day: int) -> Numbers:
    """Rows of BRANCH_OF ties in force on a day; an unknown end is open."""
    ended = (valid_to != DAY_UNKNOWN) & (valid_to <= day)
    return np.flatnonzero((kind == BRANCH_OF) & (valid_from <= day) & ~ended)
