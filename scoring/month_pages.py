"""Columns that reads of a published month touch, the ones most reads need first."""

from __future__ import annotations

from collections.abc import Iterator

from graph.arrays import Column
from graph.kept_pages import columns_in
from scoring.results import Month
from scoring.results_enterprise import HISTORY_COLUMNS

_OFTEN = ("ties", "persons", "records", "parties", "items", "enterprises", "places", "contacts")
"""Tables of the snapshot, the ones that receipts spell out first."""


def read_columns(month: Month) -> Iterator[Column]:
    """Lookups, scores, names and paths of a month, its indicators and its snapshot.

    Parameters
    ----------
    month : Month
        What is not laid out yet is laid out.
    """
    network = month.network
    yield from columns_in(month.lookups, month.peer_levels, month.scores)
    yield from columns_in(network.units, network.classes, network.families, network.control)
    yield from columns_in(network.events, network.naming, network.reclassed)
    yield from month.views.names.names.columns()
    yield from columns_in(month.cluster_table, month.member_table, month.mover_table, month.indicators)
    yield from columns_in(*(getattr(month.snapshot, table) for table in _OFTEN))


def history_columns(month: Month) -> Iterator[Column]:
    """What the history of an enterprise reads of an earlier month."""
    for name in HISTORY_COLUMNS:
        yield from columns_in(month.scores[name])
