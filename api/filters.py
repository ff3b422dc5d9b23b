"""Filters written on the command line, checked like those of the HTTP routes."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from graph.errors import InputError
from scoring.hub_findings import HubKind
from scoring.results_types import ClusterFilter, ClusterSort, MoverFilter


def cluster_filter(**given: Any) -> ClusterFilter:
    """Filters of the list of clusters.

    Raises
    ------
    InputError
        If a filter is not as declared.
    """
    try:
        return ClusterFilter(**given)
    except ValidationError as error:
        raise InputError(_reasons(error)) from error


def mover_filter(**given: Any) -> MoverFilter:
    """Filters of the list of movers.

    Raises
    ------
    InputError
        If a filter is not as declared.
    """
    try:
        return MoverFilter(**given)
    except ValidationError as error:
        raise InputError(_reasons(error)) from error


def cluster_sort(text: str) -> ClusterSort:
    """Order of the list of clusters.

    Raises
    ------
    InputError
        If there is no such order.
    """
    try:
        return ClusterSort(text)
    except ValueError as error:
        known = ", ".join(ClusterSort)
        raise InputError(f"sort: expected one of {known}, got {text}") from error


def hub_kind(text: str | None) -> HubKind | None:
    """Kind of hubs, None for all.

    Raises
    ------
    InputError
        If there is no such kind.
    """
    try:
        return None if text is None else HubKind(text)
    except ValueError as error:
        raise InputError(f"kind: expected one of {', '.join(HubKind)}, got {text}") from error


def _reasons(error: ValidationError) -> str:
    found = error.errors(include_input=False, include_url=False)
    return "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in found)
