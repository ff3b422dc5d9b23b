"""The book of ties: blocks of columns collected from the stages, then written in versions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, TypeAlias

import numpy as np

from graph.catalogue import relations
from graph.domain import CENTS_UNKNOWN, DAY_OPEN, DAY_UNKNOWN, TIE_KINDS, TieKind

Int: TypeAlias = np.ndarray[Any, np.dtype[Any]]

ROLES: tuple[str, ...] = tuple(
    dict.fromkeys(role for entry in relations().kinds.values() for role in entry.roles)
)
"""Every canonical role word, by role code."""

KIND_CODE: dict[TieKind, int] = {kind: code for code, kind in enumerate(TIE_KINDS)}


def role_code(word: str) -> int:
    """Code of a canonical role word; ValueError if relations.yaml has no such role."""
    return ROLES.index(word)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ties:
    """Columns of ties, each of shape (ties,); ends are node codes of the province.

    Parameters
    ----------
    kind, role : int8
        Rows of TIE_KINDS and ROLES; role -1 is none.
    src, dst : int32
    share : float32
        Fraction; NaN is unknown.
    amount : int64
        Cents; CENTS_UNKNOWN is unknown.
    start, end : int32
        First day in force (DAY_UNKNOWN if not delivered) and first day no longer (DAY_OPEN).
    known, end_known : int32
        Days on which start and end become known.
    confidence : float32
        NaN is unknown, which counts as 1.
    """

    kind: Int
    role: Int
    src: Int
    dst: Int
    share: Int
    amount: Int
    start: Int
    end: Int
    known: Int
    end_known: Int
    confidence: Int

    def __len__(self) -> int:
        return len(self.kind)

    def take(self, index: Int) -> Ties:
        """Ties of the given rows (int or bool index)."""
        return Ties(**{field.name: getattr(self, field.name)[index] for field in fields(self)})


def tie_block(
    kind: TieKind,
    src: Int,
    dst: Int,
    *,
    start: Int,
    role: Int | str | None = None,
    share: Int | None = None,
    amount: Int | None = None,
    end: Int | None = None,
    confidence: Int | None = None,
) -> Ties:
    """Ties of one kind; what is not given is unknown, an end not given is open."""
    count = len(src)
    if role is None:
        roles = np.full(count, -1, dtype=np.int8)
    elif isinstance(role, str):
        roles = np.full(count, role_code(role), dtype=np.int8)
    else:
        roles = role.astype(np.int8)
    return Ties(
        kind=np.full(count, KIND_CODE[kind], dtype=np.int8),
        role=roles,
        src=src.astype(np.int32),
        dst=dst.astype(np.int32),
        share=np.full(count, np.nan, dtype=np.float32) if share is None else share.astype(np.float32),
        amount=np.full(count, CENTS_UNKNOWN) if amount is None else amount.astype(np.int64),
        start=start.astype(np.int32),
        end=np.full(count, DAY_OPEN, dtype=np.int32) if end is None else end.astype(np.int32),
        known=np.full(count, DAY_UNKNOWN, dtype=np.int32),
        end_known=np.full(count, DAY_OPEN, dtype=np.int32),
        confidence=np.full(count, np.nan, dtype=np.float32)
        if confidence is None
        else confidence.astype(np.float32),
    )


def joined(blocks: Sequence[Ties]) -> Ties:
    """All blocks one after another, without self ties and repeated (kind, src, dst, role, start)."""
    ties = Ties(
        **{
            field.name: np.concatenate([getattr(block, field.name) for block in blocks])
            for field in fields(Ties)
        }
    )
    order = np.lexsort((ties.start, ties.role, ties.dst, ties.src, ties.kind))
    same = np.zeros(len(ties), dtype=np.bool_)
    ordered = (ties.kind[order], ties.src[order], ties.dst[order], ties.role[order], ties.start[order])
    if len(ties) > 1:
        equal = np.logical_and.reduce([column[1:] == column[:-1] for column in ordered])
        same[order[1:][equal]] = True
    return ties.take(np.flatnonzero(~same & (ties.src != ties.dst)))


def renamed(ties: Ties, **columns: Int) -> Ties:
    """Ties with some columns replaced."""
    kept = {field.name: getattr(ties, field.name) for field in fields(Ties)}
    return Ties(**{**kept, **columns})
