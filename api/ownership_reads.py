"""Ownership of one enterprise in a published month, with labels; persons are masked."""

from __future__ import annotations

from datetime import date

from api.answers import Answer, Published
from api.month_reads import labels
from api.readers import Reading
from graph.errors import NotFoundError
from scoring.results_types_ownership import Ownership

START_DEPTH = 4
MOST_DEPTH = 20
START_CAP = 300


class OwnershipAnswer(Answer):
    """Ownership of one enterprise, and the label of every node that it names."""

    published: Published
    ownership: Ownership
    labels: dict[str, str]


def ownership(
    reading: Reading, identifier: str, *, as_of: date | None, depth: int, cap: int
) -> OwnershipAnswer:
    """Ownership of the legal person of an enterprise, by id or by an alias known in that month."""
    try:
        found = reading.month.ownership(identifier, as_of=as_of, depth=depth, cap=cap)
    except NotFoundError:
        known = reading.readers.store.find(identifier, reading.at)
        if known is None or known.id == identifier:
            raise
        found = reading.month.ownership(known.id, as_of=as_of, depth=depth, cap=cap)
    return OwnershipAnswer(
        published=reading.published, ownership=found, labels=labels(reading, found.named_nodes)
    )
