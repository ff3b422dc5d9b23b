"""All filing tables, one after another, so that only one is in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from graph.synthetic.filing_context import FilingContext
from graph.synthetic.filing_happenings import (
    alterations,
    certifications,
    commitments,
    complaints,
    inspections,
    intellectual_property,
    licences,
    news,
)
from graph.synthetic.filing_reports import annual_reports, insurance, ratings, tax
from graph.synthetic.rows import Rows

FILING_MAKERS: dict[str, Callable[[FilingContext], Iterator[Rows]]] = {
    "annual_reports": annual_reports,
    "alterations": alterations,
    "licences": licences,
    "inspections": inspections,
    "complaints": complaints,
    "tax": tax,
    "insurance": insurance,
    "commitments": commitments,
    "ratings": ratings,
    "certifications": certifications,
    "news": news,
    "intellectual_property": intellectual_property,
}
"""Maker of each filing table; every table of ``graph.filing_tables`` has one."""


def filing_rows(context: FilingContext) -> Iterator[tuple[str, Rows]]:
    """Name and rows of every filing table, block by block."""
    for name, make in FILING_MAKERS.items():
        for rows in make(context):
            yield name, rows
