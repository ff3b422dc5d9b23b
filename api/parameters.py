"""Parameters of the HTTP routes, each with its bounds declared once.

Bounds of size come from the settings: they protect the process and are no business rule. The
functions are coroutines only so that they run on the event loop: a thread each would cost more
than the check.
"""

from __future__ import annotations

from typing import Annotated, Protocol, cast

from fastapi import Depends, Path, Query, Request

from api.cursors import MAX_CURSOR_LENGTH
from graph.domain import EnterpriseStatus, RiskClass, TieKind
from graph.errors import InputError
from graph.store.protocol import TieFilter

MAX_ID_LENGTH = 200
MOST_KNOWN = 200
MONTH = r"^\d{4}-(0[1-9]|1[0-2])$"
CLASS_OR_NONE = "^(A|B|C|D|none)$"

EnterpriseId = Annotated[
    str, Path(min_length=1, max_length=MAX_ID_LENGTH, description="Enterprise id, or an alias such as a USCC")
]
ClusterId = Annotated[str, Path(min_length=1, max_length=MAX_ID_LENGTH, description="Cluster id")]
MonthName = Annotated[str, Path(pattern=MONTH, description="YYYY-MM")]
MonthChoice = Annotated[
    str | None,
    Query(alias="month", pattern=MONTH, description="YYYY-MM; without it the latest month"),
]
RevisionChoice = Annotated[
    int | None,
    Query(alias="revision", ge=1, le=9_999, description="Revision; without it the one in force"),
]
Cursor = Annotated[
    str | None,
    Query(min_length=1, max_length=MAX_CURSOR_LENGTH, description="Cursor of the page before"),
]
Region = Annotated[str | None, Query(min_length=1, max_length=40, description="Begin of the region code")]
OtherId = Annotated[
    str,
    Query(alias="to", min_length=1, max_length=MAX_ID_LENGTH, description="Id or alias of the other end"),
]
NamePart = Annotated[
    str,
    Query(
        alias="q",
        max_length=MAX_ID_LENGTH,
        description="Part of a name or former name, its pinyin or initials, credit code, registration no; "
        "empty lists what passes the filters",
    ),
]
KnownIds = Annotated[
    tuple[Annotated[str, Query(min_length=1, max_length=MAX_ID_LENGTH)], ...],
    Query(alias="exclude", max_length=MOST_KNOWN, description="Nodes the reader has; of many use /expansion"),
]
WantedClass = Annotated[
    RiskClass, Query(alias="risk_class", description="Published class that paths lead to")
]
ClassFilter = Annotated[RiskClass | None, Query(alias="class", description="Published class")]
StatusFilter = Annotated[EnterpriseStatus | None, Query(alias="status", description="Registration state")]
AuthorityChoice = Annotated[
    str | None,
    Query(
        alias="authority",
        min_length=1,
        max_length=40,
        description="Supervising authority and what is under it",
    ),
]


class Limits(Protocol):
    """Largest answers, from the settings; each at least 1."""

    @property
    def page_rows(self) -> int: ...  # noqa: D102
    @property
    def ego_cap(self) -> int: ...  # noqa: D102
    @property
    def ego_hops(self) -> int: ...  # noqa: D102
    @property
    def path_hops(self) -> int: ...  # noqa: D102
    @property
    def paths(self) -> int: ...  # noqa: D102


def bounded(name: str, given: int | None, start: int, bound: int, setting: str) -> int:
    """The number given, if the settings in force allow it; without one, ``start`` as far as allowed.

    Raises
    ------
    InputError
        If it is above the bound.
    """
    if given is None:
        return min(start, bound)
    if given > bound:
        raise InputError(f"{name}: expected at most {bound} (setting limits.{setting}), got {given}")
    return given


async def page_limit(
    request: Request,
    limit: Annotated[int | None, Query(ge=1, description="Results on a page, at most; start 50")] = None,
) -> int:
    """Results on a page."""
    return bounded("limit", limit, 50, _limits(request).page_rows, "page_rows")


async def node_cap(
    request: Request,
    cap: Annotated[int | None, Query(ge=1, description="Nodes in the answer, at most; start 300")] = None,
) -> int:
    """Nodes in one answer."""
    return bounded("cap", cap, 300, _limits(request).ego_cap, "ego_cap")


async def ego_hops(
    request: Request,
    hops: Annotated[int | None, Query(ge=1, description="Ties from the centre, at most; start 2")] = None,
) -> int:
    """Ties to follow from the centre."""
    return bounded("hops", hops, 2, _limits(request).ego_hops, "ego_hops")


async def nearest_hops(
    request: Request,
    max_hops: Annotated[int | None, Query(ge=1, description="Ties of a path, at most; start 3")] = None,
) -> int:
    """Ties to follow to the nearest of a class."""
    return bounded("max_hops", max_hops, 3, _limits(request).ego_hops, "ego_hops")


async def path_hops(
    request: Request,
    max_hops: Annotated[int | None, Query(ge=1, description="Ties of a path, at most; start 6")] = None,
) -> int:
    """Ties of a path."""
    return bounded("max_hops", max_hops, 6, _limits(request).path_hops, "path_hops")


async def path_limit(
    request: Request,
    limit: Annotated[int | None, Query(ge=1, description="Paths in the answer, at most; start 10")] = None,
) -> int:
    """Paths in one answer."""
    return bounded("limit", limit, 10, _limits(request).paths, "paths")


async def tie_filter(
    kinds: Annotated[
        tuple[TieKind, ...],
        Query(alias="kind", max_length=len(TieKind), description="Tie kinds to follow; none means all"),
    ] = (),
    ended: Annotated[bool, Query(description="Follow ended ties too")] = False,
    void: Annotated[
        bool, Query(description="Follow ties void from their start too, such as a misused identity")
    ] = False,
) -> TieFilter:
    """Which ties a read follows."""
    return TieFilter(kinds=kinds, ended=ended, void=void)


async def refuse_unknown(request: Request) -> None:
    """Refuse a parameter that the route does not have: a mistyped filter must not be ignored.

    Raises
    ------
    InputError
        With the names the route has; the unknown name may be personal and is not repeated.
    """
    known: frozenset[str] = request.app.state.parameters.get(request.scope["route"].operation_id, frozenset())
    if not known.issuperset(request.query_params):
        names = ", ".join(sorted(known)) or "none"
        raise InputError(f"query: expected only parameters of this route ({names}), got another one")


def _limits(request: Request) -> Limits:
    return cast("Limits", request.app.state.limits)


Limit = Annotated[int, Depends(page_limit)]
Cap = Annotated[int, Depends(node_cap)]
Hops = Annotated[int, Depends(ego_hops)]
NearestHops = Annotated[int, Depends(nearest_hops)]
PathHops = Annotated[int, Depends(path_hops)]
PathLimit = Annotated[int, Depends(path_limit)]
Ties = Annotated[TieFilter, Depends(tie_filter)]
