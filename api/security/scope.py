"""Scope by supervising authority: who is inside a viewer's area, and what is left of who is not.

An enterprise under another authority shows name, credit code, class and published decisions;
score, factors, indicators, receipt and complaints stay with the authority that supervises it
(work specification art. 5). What a shape keeps is data: ``scope.yaml``.
"""

from __future__ import annotations

import types
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, Union, get_args, get_origin

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from pydantic import BaseModel, ConfigDict, Field

from api.security.errors import OutOfScopeError
from graph.catalogue import relations
from graph.columns import Sensitivity
from graph.domain import TieKind
from graph.errors import CatalogueError
from graph.packaged import packaged

if TYPE_CHECKING:
    from api.security.viewer import Viewer
    from graph.arrays import Frame
    from graph.store.protocol import TieFilter
    from scoring.results_types import MonthInfo

M = TypeVar("M", bound=BaseModel)
Mask = npt.NDArray[np.bool_]

KEPT_MASKS = 64
"""Masks kept in memory: one byte an enterprise, month and area."""
NO_ENTERPRISE = ("P:", "A:", "C:")
"""Ids that begin like this are persons, places and contacts: they are under no authority."""
_FLAG = "in_scope"
_EMPTY: tuple[object, ...] = ((), {}, False)


class ScopedMonth(Protocol):
    """What of a published month says who supervises whom."""

    @property
    def info(self) -> MonthInfo:
        """What the month was made from; its digest knows it."""
        ...

    @property
    def scores(self) -> Frame:
        """Scores with enterprise_id, sorted by it, and supervising_authority."""
        ...


class Asked(Protocol):
    """A read: its month and who asks."""

    @property
    def month(self) -> ScopedMonth:
        """Month that was asked for."""
        ...

    @property
    def viewer(self) -> Viewer:
        """Who asks."""
        ...


class Shape(BaseModel):
    """What of one shape is shown outside the viewer's area."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    keeps: frozenset[str] = Field(min_length=1)


class ScopeTable(BaseModel):
    """Every shape that speaks of one enterprise."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str
    since: date
    shapes: dict[str, Shape]


@cache
def scope_table() -> ScopeTable:
    """Table as shipped in ``scope.yaml``."""
    return packaged(ScopeTable, "api.security", "scope.yaml")


class _Masks:
    """The masks made last; a month is immutable, so its digest and the area are enough to know one."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, frozenset[str] | None], Mask] = OrderedDict()
        self._lock = Lock()

    def of(self, month: ScopedMonth, viewer: Viewer) -> Mask:
        key = (month.info.digest, viewer.authorities)
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
        made = _mask(month, viewer)
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > KEPT_MASKS:
                self._kept.popitem(last=False)
        return made


_MASKS = _Masks()


def in_scope(month: ScopedMonth, viewer: Viewer) -> Mask:
    """Which enterprises of a month are inside a viewer's area.

    Parameters
    ----------
    month : ScopedMonth
        Its scores name the supervising authority; unknown ones are in nobody's part.
    viewer : Viewer

    Returns
    -------
    bool, shape (n,)
        Row = enterprise code; read only. 1,000,000 rows take 20 ms once, then nothing.
    """
    return _MASKS.of(month, viewer)


def _mask(month: ScopedMonth, viewer: Viewer) -> Mask:
    rows = month.scores.rows
    if viewer.authorities is None:
        return np.broadcast_to(np.True_, (rows,))
    codes = pa.array(sorted(viewer.authorities), pa.large_string())
    inside = pc.is_in(month.scores.text("supervising_authority"), value_set=codes)
    made: Mask = pc.fill_null(inside, False).to_numpy(zero_copy_only=False)
    made.flags.writeable = False
    return made


def visible(reading: Asked, ids: Iterable[str]) -> dict[str, bool]:
    """Whether each node is inside the viewer's area.

    Persons, places and contacts are under no authority: always. An enterprise that the month
    does not know is under none that is known: only for who sees the whole area.
    """
    wanted = list(dict.fromkeys(ids))
    if reading.viewer.authorities is None:
        return dict.fromkeys(wanted, True)
    mask = in_scope(reading.month, reading.viewer)
    scores = reading.month.scores
    found = {}
    for node in wanted:
        row = None if node.startswith(NO_ENTERPRISE) else scores.place("enterprise_id", node)
        found[node] = node.startswith(NO_ENTERPRISE) if row is None else bool(mask[row])
    return found


def require(reading: Asked, enterprise_id: str) -> None:
    """Refuse what is only for who supervises the enterprise.

    Raises
    ------
    OutOfScopeError
        If it is outside the viewer's area.
    """
    if not visible(reading, (enterprise_id,))[enterprise_id]:
        raise OutOfScopeError(
            "this enterprise is under another supervising authority: expected one of your area; "
            "name, code, class and published decisions are under /enterprises/{id}"
        )


@cache
def open_kinds() -> tuple[TieKind, ...]:
    """Tie kinds that anybody may know of; of holdings the share is hidden, not that there is one."""
    kinds = relations().kinds
    public = [kind for kind, entry in kinds.items() if entry.sensitivity is Sensitivity.PUBLIC]
    return tuple(sorted((*public, TieKind.HOLDS)))


@cache
def guarded_kinds() -> frozenset[TieKind]:
    """Tie kinds that are told only where an end is an enterprise of the reader's area."""
    return frozenset(relations().kinds).difference(open_kinds())


def sees_enterprise(reading: Asked, node_id: str) -> bool:
    """Whether a node is an enterprise inside the viewer's area; persons, places and contacts are none."""
    return not node_id.startswith(NO_ENTERPRISE) and visible(reading, (node_id,))[node_id]


def told_ties(reading: Asked, enterprise_id: str, ties: TieFilter) -> TieFilter:
    """Ties of a node that may be followed: loans, trades, guarantees and contacts only inside the area.

    Raises
    ------
    OutOfScopeError
        If only kinds were asked for that are not told of an enterprise outside the area.
    """
    if visible(reading, (enterprise_id,))[enterprise_id]:
        return ties
    return open_ties(ties)


def path_ties(reading: Asked, ends: Iterable[str], ties: TieFilter) -> TieFilter:
    """Ties that a path may go along: of every kind only where an end is an enterprise of the area.

    Raises
    ------
    OutOfScopeError
        If only kinds were asked for that are not told outside the area.
    """
    if reading.viewer.whole_area or any(sees_enterprise(reading, end) for end in ends):
        return ties
    return open_ties(ties)


def opens(ties: TieFilter) -> tuple[TieKind, ...]:
    """Kinds of some ties that anybody may know of."""
    return tuple(kind for kind in open_kinds() if not ties.kinds or kind in ties.kinds)


def open_ties(ties: TieFilter) -> TieFilter:
    """Those of some ties that anybody may know of.

    Raises
    ------
    OutOfScopeError
        If there is none among them.
    """
    kinds = opens(ties)
    if not kinds:
        raise OutOfScopeError(
            "these ties of an enterprise under another supervising authority are not told; "
            "ask for registered ties such as HOLDS"
        )
    return replace(ties, kinds=kinds)


def outside(view: M) -> M:
    """What is left of a view of an enterprise outside the viewer's area.

    Parameters
    ----------
    view : model that ``scope.yaml`` has a row for
        Fields not kept become null or empty; a field ``in_scope`` becomes false.

    Raises
    ------
    CatalogueError
        If the shape has no row: what nobody decided to show is not shown.
    """
    return view.model_copy(update=_emptied(type(view)))


@cache
def _emptied(kind: type[BaseModel]) -> dict[str, Any]:
    shape = scope_table().shapes.get(kind.__name__)
    if shape is None:
        raise CatalogueError(f"scope.yaml: expected a row for {kind.__name__}, got none; say what is kept")
    found = {
        name: _nothing(kind, name, declared.annotation)
        for name, declared in kind.model_fields.items()
        if name not in shape.keeps and name != _FLAG
    }
    if _FLAG in kind.model_fields:
        found[_FLAG] = False
    return found


def _nothing(kind: type[BaseModel], name: str, annotation: Any) -> Any:
    """Value that says nothing: null, or no entries."""
    origin = get_origin(annotation)
    if origin in (Union, types.UnionType) and type(None) in get_args(annotation):
        return None
    for empty in _EMPTY:
        if type(empty) in (origin, annotation):
            return empty
    raise CatalogueError(
        f"scope.yaml: {kind.__name__}.{name} is neither kept nor can it be empty; keep it, or let it be null"
    )
